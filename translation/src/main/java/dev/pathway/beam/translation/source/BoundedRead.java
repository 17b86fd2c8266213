// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.translation.files.LocalFiles;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.metrics.MetricsContainer;

/**
 * Reads a bounded source in splits of about an eighth of a worker's share each: small enough that
 * workers finish together, large enough that a split's overhead does not count.
 */
public final class BoundedRead implements SourceSpec {
  private static final long serialVersionUID = 1L;
  private static final long MIN_SPLIT_BYTES = 64 * 1024;
  private static final int SPLITS_PER_WORKER = 8;

  private final BoundedSource<?> source;
  private final String stepName;
  private final SerializablePipelineOptions options;

  /** Creates the read of a source in the step with the given name. */
  public BoundedRead(
      BoundedSource<?> source, String stepName, SerializablePipelineOptions options) {
    this.source = source;
    this.stepName = stepName;
    this.options = options;
  }

  @Override
  public List<Split> splits(JobContext job, int workers) throws Exception {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      return splits(workers);
    } finally {
      metrics.leave(previous);
    }
  }

  private List<Split> splits(int workers) throws Exception {
    LocalFiles.requireExisting(source);
    long bytes = source.getEstimatedSizeBytes(options.get());
    long desired = Math.max(MIN_SPLIT_BYTES, bytes / ((long) SPLITS_PER_WORKER * workers));
    List<Split> splits = new ArrayList<>();
    for (BoundedSource<?> part : source.split(desired, options.get())) {
      splits.add(new BoundedPiece(part, stepName, options));
    }
    return splits;
  }
}
