// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class JobSettingsTest {
  @Test
  void batch_defaults_areLargeBundlesAndAShareOfTheHeap() {
    JobSettings settings = JobSettings.batch(3);

    assertThat(settings.parallelism()).isEqualTo(3);
    assertThat(settings.maxBundleRows()).isEqualTo(1_000_000);
    assertThat(settings.memoryBytes()).isBetween(1L, Runtime.getRuntime().maxMemory() / 2);
    assertThat(settings.spillPath()).isAbsolute();
  }

  @Test
  void constructor_valuesOutOfRange_throws() {
    assertThatThrownBy(() -> new JobSettings(0, 1, 1, 1, "", false))
        .hasMessageContaining("parallelism");
    assertThatThrownBy(() -> new JobSettings(1, 0, 1, 1, "", false)).hasMessageContaining("bundle");
    assertThatThrownBy(() -> new JobSettings(1, 1, 0, 1, "", false)).hasMessageContaining("bundle");
    assertThatThrownBy(() -> new JobSettings(1, 1, 1, 0, "", false)).hasMessageContaining("memory");
  }
}
