// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

/** {@code --explain}. */
final class ExplainTest {
  @Test
  void run_explain_printsThePlanAndRunsNothing() {
    Pipeline pipeline = Pipelines.create("--explain", "--jobName=explained");
    Gathered<Object> gathered = new Gathered<>();
    pipeline
        .apply("Words", Create.of("a", "b"))
        .apply("Count", Count.perElement())
        .apply(gathered.cast());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream previous = System.out;
    System.setOut(new PrintStream(out, true, UTF_8));
    PipelineResult result;
    try {
      result = pipeline.run();
    } finally {
      System.setOut(previous);
    }

    assertThat(out.toString(UTF_8))
        .startsWith("Plan 'explained'")
        .contains("Read 'Words/", "Combine, merging 'Count/", "flowchart TD", "-->");
    assertThat(result.getState()).isEqualTo(State.STOPPED);
    assertThat(result.waitUntilFinish()).isEqualTo(State.STOPPED);
    assertThat(result.metrics().allMetrics().getCounters()).isEmpty();
    assertThat(gathered.elements()).isEmpty();
  }
}
