// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.IOException;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.metrics.MetricsContainer;

/**
 * A bounded source, or a part of one, that one reader reads.
 *
 * @param source the source
 * @param stepName the name of the step that reads it
 * @param options the pipeline's options
 */
record BoundedPiece(BoundedSource<?> source, String stepName, SerializablePipelineOptions options)
    implements Split {
  @Override
  public SplitReader open(JobContext job) throws IOException {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      return new BoundedSplitReader(source.createReader(options.get()), this, metrics);
    } finally {
      metrics.leave(previous);
    }
  }

  /** Returns a part of the source as a piece of its own. */
  BoundedPiece part(BoundedSource<?> part) {
    return new BoundedPiece(part, stepName, options);
  }
}
