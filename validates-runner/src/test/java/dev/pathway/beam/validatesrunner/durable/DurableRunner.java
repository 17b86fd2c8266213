// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.durable;

import dev.pathway.beam.runner.PathwayPipelineOptions;
import dev.pathway.beam.runner.TestPathwayRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.testing.TestStream;

/**
 * Runs a test's pipeline as a stream that takes snapshots all the time, into a folder of its own,
 * unless it has a script of events, which cannot be taken up again.
 */
public final class DurableRunner extends PipelineRunner<PipelineResult> {
  private static final String INTERVAL = "20ms";

  private final PathwayPipelineOptions options;

  private DurableRunner(PathwayPipelineOptions options) {
    this.options = options;
  }

  /** Returns a runner with the given options; called by Beam. */
  public static DurableRunner fromOptions(PipelineOptions options) {
    return new DurableRunner(options.as(PathwayPipelineOptions.class));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    if (isScripted(pipeline)) {
      return TestPathwayRunner.fromOptions(options).run(pipeline);
    }
    Path state = temporary();
    options.setStateDir(state.toString());
    options.setSnapshotInterval(INTERVAL);
    try {
      return TestPathwayRunner.fromOptions(options).run(pipeline);
    } finally {
      delete(state);
    }
  }

  private static boolean isScripted(Pipeline pipeline) {
    boolean[] found = new boolean[1];
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(Node node) {
            found[0] |= node.getTransform() instanceof TestStream;
          }
        });
    return found[0];
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("durable");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : paths) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
