// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.translation.coder.CoderCodec;
import dev.pathway.beam.translation.dofn.Fns;
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
  private final @Nullable Total total;

  /** Those of the worker that reads this copy of the model. */
  private transient @Nullable StepMetrics metrics;

  /**
   * Creates the aggregation.
   *
   * @param total the function as a sum of whole numbers, if it is one
   */
  @SuppressWarnings("unchecked") // inputs and accumulators come from where the function was applied
  public CombineFnModel(CombineFn<?, ?, ?> fn, Coder<?> accumulatorCoder, @Nullable Total total) {
    this.fn = (CombineFn<@Nullable Object, Object, @Nullable Object>) fn;
    this.accumulatorCoder = accumulatorCoder;
    this.total = total;
  }

  /**
   * Returns the id of the collection of partial results of the node with the given id, which is
   * declared whether or not the aggregation is split in two.
   */
  public static String partialResults(String node) {
    return node + "/partial";
  }

  @Override
  public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
    StepMetrics own = JobMetrics.of(job).step(name);
    metrics = own;
    return new FnAccumulation(own);
  }

  @Override
  public void bundleCommitted() {
    if (metrics != null) {
      metrics.commit();
    }
  }

  @Override
  public @Nullable Object extract(Object accumulator) {
    StepMetrics own = metrics;
    if (own == null) {
      return fn.extractOutput(accumulator);
    }
    MetricsContainer previous = own.enter();
    try {
      return fn.extractOutput(accumulator);
    } finally {
      own.leave(previous);
    }
  }

  @Override
  public Determinism determinism() {
    // Whole numbers, which are kept as their sum, have but one.
    return total == null ? Fns.determinism(fn) : Determinism.GIVEN;
  }

  @Override
  public @Nullable Total total() {
    return total;
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
      MetricsContainer previous = metrics.enter();
      try {
        return fn.createAccumulator();
      } finally {
        metrics.leave(previous);
      }
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
