// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.util.CoderUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads an unbounded source, in as many splits as there are workers if the source can be split so.
 * Where the source wants duplicates removed, its elements come as {@link
 * org.apache.beam.sdk.values.ValueWithRecordId}s.
 */
public final class UnboundedRead implements StreamSource {
  private static final long serialVersionUID = 1L;

  private final UnboundedSource<?, ?> source;
  private final String stepName;
  private final SerializablePipelineOptions options;

  /** Creates the read of a source in the step with the given name. */
  public UnboundedRead(
      UnboundedSource<?, ?> source, String stepName, SerializablePipelineOptions options) {
    this.source = source;
    this.stepName = stepName;
    this.options = options;
  }

  @Override
  public List<StreamSplit> splits(JobContext job, int workers) throws Exception {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      List<StreamSplit> splits = new ArrayList<>();
      Backlog backlog = new Backlog();
      for (UnboundedSource<?, ?> part : source.split(workers, options.get())) {
        int number = splits.size();
        splits.add(
            (worker, mark) -> open(part, mark, reader -> backlog.report(number, reader), worker));
      }
      return splits;
    } finally {
      metrics.leave(previous);
    }
  }

  private <M extends CheckpointMark> StreamReader open(
      UnboundedSource<?, M> part,
      byte @Nullable [] mark,
      Consumer<UnboundedReader<?>> backlog,
      JobContext job)
      throws Exception {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      Coder<M> coder = part.getCheckpointMarkCoder();
      M from = mark == null ? null : CoderUtils.decodeFromByteArray(coder, mark);
      return new UnboundedSplitReader(
          part.createReader(options.get(), from),
          coder,
          source.requiresDeduping(),
          stepName,
          metrics,
          backlog);
    } finally {
      metrics.leave(previous);
    }
  }
}
