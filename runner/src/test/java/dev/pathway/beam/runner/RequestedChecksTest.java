// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

final class RequestedChecksTest {
  @Test
  void of_optionsNotSet_off() {
    assertThat(checks()).isEqualTo(new Checks(false, false));
  }

  @Test
  void of_optionsSet_asTheySay() {
    assertThat(checks("--enforceImmutability")).isEqualTo(new Checks(true, false));
    assertThat(checks("--enforceEncodability=true")).isEqualTo(new Checks(false, true));
    assertThat(checks("--enforceImmutability=false")).isEqualTo(new Checks(false, false));
  }

  @Test
  void of_optionsSetByProgram_asTheySay() {
    PathwayPipelineOptions options = PipelineOptionsFactory.as(PathwayPipelineOptions.class);
    options.setEnforceImmutability(true);
    options.setEnforceEncodability(true);

    assertThat(RequestedChecks.of(options)).isEqualTo(new Checks(true, true));
  }

  @Test
  void of_askedTwice_theSame() {
    PathwayPipelineOptions options = PipelineOptionsFactory.as(PathwayPipelineOptions.class);

    assertThat(RequestedChecks.of(options)).isEqualTo(RequestedChecks.of(options));
  }

  @Test
  void options_withThoseOfDirectRunner_loadTogether() {
    DirectOptions direct =
        PipelineOptionsFactory.as(PathwayPipelineOptions.class).as(DirectOptions.class);

    assertThat(direct.isEnforceImmutability()).isTrue();
    assertThat(direct.isBlockOnRun()).isTrue();
  }

  private static Checks checks(String... args) {
    return RequestedChecks.of(
        PipelineOptionsFactory.fromArgs(args).as(PathwayPipelineOptions.class));
  }
}
