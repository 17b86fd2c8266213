// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RevisionTest {
  private static final Revision REVISION =
      new Revision(
          Set.of(), Set.of(), Set.of(), Set.of("Read", "Read/memo@3", "Sum@2", "a@1/Step"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Read",
        "Read/check/5e",
        "Read/memo@3",
        "Read/memo@3/chunks",
        "Sum@2",
        "Sum@2/check/5e",
        "a@1/Step/check/5e"
      })
  void keeps_whatANodeKeeps(String name) {
    assertThat(REVISION.keeps(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Read/memo@1",
        "Read/memo@1/chunks",
        "Read/memo@31/chunks",
        "Sum@1",
        "Sum@1/check/5e",
        "Sum",
        "Reads"
      })
  void keeps_notWhatNodesThatAreGoneKept(String name) {
    assertThat(REVISION.keeps(name)).isFalse();
  }
}
