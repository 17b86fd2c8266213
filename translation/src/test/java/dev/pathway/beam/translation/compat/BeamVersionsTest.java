// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.compat.BeamVersions.Found;
import java.util.List;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.junit.jupiter.api.Test;

/** What is said of versions of Beam. */
final class BeamVersionsTest {
  private static final List<Found> OLD_SDK =
      List.of(
          new Found("beam-sdks-java-core", "2.60.0", "/lib/core.jar"),
          new Found("beam-runners-core-java", "2.70.0", "/lib/runners.jar"));

  @Test
  void found_here_isTheVersionBuiltWith() {
    assertThat(BeamVersions.found())
        .extracting(Found::version)
        .hasSize(2)
        .containsOnly(BeamVersions.builtWith(), ReleaseInfo.getReleaseInfo().getVersion());
    assertThatCode(() -> BeamVersions.check(List.of(PipelineTranslator.class)))
        .doesNotThrowAnyException();
  }

  @Test
  void judge_nothingMissing_passes() {
    assertThatCode(() -> BeamVersions.judge("2.70.0", OLD_SDK, List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void judge_somethingMissing_saysWhatWasFoundWhereAndWhatToDo() {
    assertThatThrownBy(
            () -> BeamVersions.judge("2.70.0", OLD_SDK, List.of("a", "b", "c", "d", "e", "f", "g")))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            """
            PathwayRunner needs Beam 2.70.0, and the class path holds another version:
              - beam-sdks-java-core 2.60.0 in /lib/core.jar
              - beam-runners-core-java 2.70.0 in /lib/runners.jar
            It lacks
              - a
              - b
              - c
              - d
              - e
              - and 2 more
            Set all artifacts of org.apache.beam to version 2.70.0, or take a PathwayRunner that was built with yours.""");
  }
}
