// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.translation.compat.ReadLimits;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an unbounded source, each read up to a number of records, all of them side by side:
 * every worker has one split, which reads its share of the parts in turn.
 */
public final class TimeLimitedSource implements SourceSpec {
  private static final long serialVersionUID = 1L;
  private static final int MAX_PARTS = 100;
  private static final long RECORDS_PER_PART = 10_000;

  private final UnboundedSource<?, ?> source;
  private final long maxNumRecords;
  private final @Nullable Duration maxReadTime;
  private final String stepName;
  private final SerializablePipelineOptions options;

  /** Creates the source of a step with the given name. */
  public TimeLimitedSource(
      ReadLimits<?> limits, String stepName, SerializablePipelineOptions options) {
    source = limits.source();
    maxNumRecords = limits.maxNumRecords();
    maxReadTime = limits.maxReadTime();
    this.stepName = stepName;
    this.options = options;
  }

  /**
   * A part of the source.
   *
   * @param source the part
   * @param maxNumRecords how many records are read of it at most
   */
  record Part(UnboundedSource<?, ?> source, long maxNumRecords) implements Serializable {}

  @Override
  public List<Split> splits(JobContext job, int workers) throws Exception {
    StepMetrics metrics = JobMetrics.of(job).step(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      return splits(parts(), workers);
    } finally {
      metrics.leave(previous);
    }
  }

  private List<Part> parts() throws Exception {
    // As many parts, and as many records of each, as Beam's own transform reads.
    int desired = (int) Math.min(MAX_PARTS, maxNumRecords / RECORDS_PER_PART + 1);
    List<? extends UnboundedSource<?, ?>> sources = source.split(desired, options.get());
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      long share = maxNumRecords / sources.size() + (i < maxNumRecords % sources.size() ? 1 : 0);
      parts.add(new Part(sources.get(i), share));
    }
    return parts;
  }

  private List<Split> splits(List<Part> parts, int workers) {
    List<Split> splits = new ArrayList<>();
    for (int worker = 0; worker < Math.min(workers, parts.size()); worker++) {
      List<Part> share = new ArrayList<>();
      for (int i = worker; i < parts.size(); i += workers) {
        share.add(parts.get(i));
      }
      splits.add(
          job ->
              new TimeLimitedReader(
                  share, maxReadTime, options.get(), JobMetrics.of(job).step(stepName)));
    }
    return splits;
  }
}
