// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import dev.pathway.beam.runner.PathwayPipelineOptions;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnDeletion;
import dev.pathway.beam.runner.TestPathwayRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.ApplicationNameOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs a test's pipeline as three epochs of an incremental job: on half of its input, on the other
 * half and elements that must be taken back, and on what the test says. PAsserts, and whether the
 * pipeline fails, are judged on the last.
 *
 * <p>A run of the first two epochs that fails commits nothing, and the next {@link Alteration} is
 * tried; if none is left and the last epoch runs, the test fails.
 */
public final class ThreeEpochsRunner extends PipelineRunner<PipelineResult> {
  private static final int LAST = 3;

  private final PathwayPipelineOptions options;
  private final String test;
  private final NamedAlterations alterations = NamedAlterations.read();
  private final EpochsReport report;

  private ThreeEpochsRunner(PathwayPipelineOptions options) {
    this.options = options;
    test = options.as(ApplicationNameOptions.class).getAppName();
    report = new EpochsReport(test);
  }

  /** Returns a runner with the given options; called by Beam. */
  public static ThreeEpochsRunner fromOptions(PipelineOptions options) {
    PathwayPipelineOptions pathway = options.as(PathwayPipelineOptions.class);
    pathway.setIncremental(true);
    pathway.setOnDeletion(OnDeletion.IGNORE);
    return new ThreeEpochsRunner(pathway);
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    Path state = temporary();
    options.setStateDir(state.toString());
    AlteredInputs inputs = AlteredInputs.of(pipeline);
    try (Assertions assertions = Assertions.of(pipeline)) {
      List<RuntimeException> refused = new ArrayList<>();
      for (int epoch = 1; epoch < LAST; epoch++) {
        refused.addAll(runAltered(pipeline, epoch, inputs, assertions));
      }
      inputs.alter(pipeline, Alteration.NONE);
      PipelineResult result = TestPathwayRunner.fromOptions(options).run(pipeline);
      if (!refused.isEmpty()) {
        throw new IllegalStateException(
            "the job cannot run on any other input than the test's: " + refused.get(0).getMessage(),
            refused.get(0));
      }
      assertions.commit();
      report.write();
      return new JudgedResult(result, succeeded(assertions));
    } finally {
      delete(state);
    }
  }

  /** Runs an epoch with altered input; returns why it could not in any way, or nothing. */
  private List<RuntimeException> runAltered(
      Pipeline pipeline, int epoch, AlteredInputs inputs, Assertions assertions) {
    List<RuntimeException> refused = new ArrayList<>();
    for (Alteration alteration : alterations.of(test, epoch)) {
      boolean altered = inputs.alter(pipeline, alteration);
      if (!altered && !inputs.isEmpty() && !alterations.has(test)) {
        refused.add(new IllegalStateException(alteration + " alters nothing"));
        continue;
      }
      try {
        TestPathwayRunner.fromOptions(options).run(pipeline);
        assertions.commit();
        report.ran(altered ? alteration : Alteration.NONE);
        return List.of();
      } catch (RuntimeException e) {
        assertions.rollback();
        report.refused(alteration, e);
        refused.add(e);
      }
    }
    return refused;
  }

  private static List<String> succeeded(Assertions assertions) {
    try {
      return assertions.succeeded();
    } catch (AssertionError e) {
      throw new PipelineExecutionException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("three-epochs");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a state directory", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
