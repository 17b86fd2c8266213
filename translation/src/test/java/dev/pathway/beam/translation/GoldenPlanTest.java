// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plan.PlanMermaid;
import dev.pathway.beam.engine.plan.PlanText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plans as text, before and after the passes, are those in {@code src/test/resources/golden}.
 * {@code -Dgolden.update=true} rewrites the files.
 */
final class GoldenPlanTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @EnumSource
  void translate_pipeline_asInItsFile(GoldenPipeline pipeline) throws IOException {
    String actual =
        "Before the passes\n\n"
            + new PlanText(Pipelines.unoptimised(build(pipeline)))
            + "\nAfter the passes\n\n"
            + new PlanText(Pipelines.translate(build(pipeline)));

    assertAsInFile(actual, name(pipeline) + ".txt");
  }

  @ParameterizedTest
  @EnumSource(names = {"WORD_COUNT", "SIDE_INPUT_OF_THE_SAME_STAGE"})
  void translate_pipeline_flowchartAsInItsFile(GoldenPipeline pipeline) throws IOException {
    String actual = new PlanMermaid(Pipelines.translate(build(pipeline))).toString();

    assertAsInFile(actual, name(pipeline) + ".mermaid");
  }

  private static Pipeline build(GoldenPipeline golden) {
    Pipeline pipeline = Pipelines.empty();
    golden.build(pipeline);
    return pipeline;
  }

  private static String name(GoldenPipeline pipeline) {
    return pipeline.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void assertAsInFile(String actual, String name) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, actual);
    }
    assertThat(file).as("run with -Dgolden.update=true to write it").hasContent(actual);
  }
}
