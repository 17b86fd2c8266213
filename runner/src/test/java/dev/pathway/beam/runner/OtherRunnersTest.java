// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options, with those of other runners on the same class path. */
final class OtherRunnersTest {
  @ParameterizedTest
  @ValueSource(classes = {PathwayRunner.class, FlinkRunner.class, DirectRunner.class})
  void fromArgs_anyRunner_parsesOptionsOfAll(Class<? extends PipelineRunner<?>> runner) {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--runner=" + runner.getSimpleName(),
                "--parallelism=3",
                "--blockOnRun=false",
                "--maxBundleElements=5",
                "--maxBundleTimeMillis=6",
                "--maxBundleSize=7",
                "--maxBundleTimeMills=8",
                "--targetParallelism=4")
            .withValidation()
            .create();

    assertThat(options.getRunner()).isEqualTo(runner);
    PathwayPipelineOptions pathway = options.as(PathwayPipelineOptions.class);
    assertThat(pathway.getParallelism()).isEqualTo(3);
    assertThat(pathway.getMaxBundleElements()).isEqualTo(5);
    assertThat(pathway.getMaxBundleTimeMillis()).isEqualTo(6);
    assertThat(pathway.isBlockOnRun()).isFalse();
    FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
    assertThat(flink.getParallelism()).isEqualTo(3);
    assertThat(flink.getMaxBundleSize()).isEqualTo(7);
    assertThat(flink.getMaxBundleTimeMills()).isEqualTo(8);
    DirectOptions direct = options.as(DirectOptions.class);
    assertThat(direct.getTargetParallelism()).isEqualTo(4);
    assertThat(direct.isBlockOnRun()).isFalse();
  }

  @Test
  void as_defaults_areOnesThatAllRunnersUnderstand() {
    PipelineOptions options = PipelineOptionsFactory.create();

    assertThat(options.as(PathwayPipelineOptions.class).getParallelism())
        .isEqualTo(options.as(FlinkPipelineOptions.class).getParallelism());
    assertThat(options.as(PathwayPipelineOptions.class).isBlockOnRun())
        .isEqualTo(options.as(DirectOptions.class).isBlockOnRun());
  }

  @Test
  void help_defaults_areValues() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    PipelineOptionsFactory.printHelp(
        new PrintStream(out, true, UTF_8), PathwayPipelineOptions.class);

    String help = out.toString(UTF_8);
    // Beam's own options follow.
    assertThat(help.substring(0, help.indexOf("\norg.apache.beam.sdk.")))
        .contains("--parallelism=<Integer>", "Default: -1", "-1 for as many as")
        .contains("--spillDirectory=<String>", "temporary folder unless set")
        .doesNotContain("Factory");
  }
}
