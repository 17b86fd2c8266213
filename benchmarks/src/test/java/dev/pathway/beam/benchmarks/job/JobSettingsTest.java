// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.benchmarks.workload.Parameters;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class JobSettingsTest {

  private static final JobSettings SETTINGS =
      new JobSettings(
          "chain", new Parameters(12, Path.of("data"), Path.of("out")), Path.of("report"));

  @Test
  void from_propertiesOfJvmOptions_givesTheSettings() {
    Properties properties = new Properties();
    for (String option : SETTINGS.toJvmOptions()) {
      assertThat(option).startsWith("-D");
      int equals = option.indexOf('=');
      properties.setProperty(option.substring(2, equals), option.substring(equals + 1));
    }

    assertThat(JobSettings.from(properties)).isEqualTo(SETTINGS);
  }

  @Test
  void from_missingProperty_failsWithItsName() {
    assertThatThrownBy(() -> JobSettings.from(new Properties()))
        .hasMessageContaining("benchmark.workload");
  }
}
