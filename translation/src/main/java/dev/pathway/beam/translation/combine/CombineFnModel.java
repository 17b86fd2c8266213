// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.translation.coder.CoderCodec;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.jspecify.annotations.Nullable;

/** A CombineFn without context as an aggregation. */
public final class CombineFnModel implements CombineModel {
  private static final long serialVersionUID = 1L;

  private final CombineFn<@Nullable Object, Object, @Nullable Object> fn;
  private final Coder<?> accumulatorCoder;

  /** Creates the aggregation. */
  @SuppressWarnings("unchecked") // inputs and accumulators come from where the function was applied
  public CombineFnModel(CombineFn<?, ?, ?> fn, Coder<?> accumulatorCoder) {
    this.fn = (CombineFn<@Nullable Object, Object, @Nullable Object>) fn;
    this.accumulatorCoder = accumulatorCoder;
  }

  /** Returns the coder of accumulators. */
  public Coder<?> accumulatorCoder() {
    return accumulatorCoder;
  }

  @Override
  public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
    return new FnAccumulation(JobMetrics.of(job).step(name));
  }

  @Override
  public @Nullable Object extract(Object accumulator) {
    return fn.extractOutput(accumulator);
  }

  @Override
  public Codec<Object> accumulatorCodec() {
    return CoderCodec.of(accumulatorCoder);
  }

  private final class FnAccumulation implements Accumulation<@Nullable Object, Object> {
    private final StepMetrics metrics;

    FnAccumulation(StepMetrics metrics) {
      this.metrics = metrics;
    }

    @Override
    public Object create() {
      return fn.createAccumulator();
    }

    @Override
    public Object add(Object accumulator, @Nullable Object value) {
      MetricsContainer previous = metrics.enter();
      try {
        return fn.addInput(accumulator, value);
      } finally {
        metrics.leave(previous);
      }
    }

    @Override
    public Object merge(Object into, Object from) {
      MetricsContainer previous = metrics.enter();
      try {
        return fn.mergeAccumulators(Arrays.asList(into, from));
      } finally {
        metrics.leave(previous);
      }
    }
  }
}
