// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.HeapFootprint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Notices how accumulators grow, from a sample of the changes to them.
 *
 * @param <A> the type of the accumulators
 */
final class AccumulatorGauge<A extends @Nullable Object> {
  /*
   * Some changes are weighed: the accumulator before and after. The mean growth in one change,
   * with recent samples counting more, times the number of changes is the growth of all
   * accumulators, however unevenly changes are spread over them. It is charged tick by tick. A tick
   * has 512 changes, fewer at first. Each tick has one sample, unless that would take longer than
   * the changes: the next sample comes after as many changes as the accumulator has encoded bytes.
   */
  private static final int MAX_TICK_CHANGES = 512;
  private static final int MAX_ESTIMATED_TICK = 16;
  private static final double MIN_SAMPLE_WEIGHT = 1.0 / 16;
  private static final long NOT_WEIGHED = -1;

  private final HeapFootprint<A> footprint;
  private int tickChanges = 1;
  private int changesToTick = 1;
  private long changesToSample = 1;
  private boolean measuring;
  private int samples;
  private double bytesPerChange;
  private double grownBytes;
  private final Charge charge = new Charge();
  private long weightBefore = NOT_WEIGHED;

  AccumulatorGauge(Codec<A> codec) {
    this.footprint = new HeapFootprint<>(codec);
  }

  /**
   * Counts one change; returns whether a tick ends with it: it is to be put between {@link #before}
   * and {@link #after}.
   */
  boolean endsTick() {
    return --changesToTick == 0;
  }

  /** Looks at an accumulator before the change that ends a tick. */
  void before(A accumulator) throws IOException {
    changesToSample -= tickChanges;
    weightBefore = NOT_WEIGHED;
    if (changesToSample <= 0) {
      if (!measuring && tickChanges > MAX_ESTIMATED_TICK) {
        measuring = true;
        samples = 0;
      }
      weightBefore = weigh(accumulator);
    }
  }

  /** Looks at the accumulator after the change that ends a tick; returns the bytes to charge. */
  long after(A accumulator) throws IOException {
    if (weightBefore != NOT_WEIGHED) {
      double growth = weigh(accumulator) - weightBefore;
      samples++;
      bytesPerChange += (growth - bytesPerChange) * Math.max(MIN_SAMPLE_WEIGHT, 1.0 / samples);
      changesToSample = footprint.encodedBytes();
    }
    grownBytes += bytesPerChange * tickChanges;
    tickChanges = Math.min(MAX_TICK_CHANGES, 2 * tickChanges);
    changesToTick = tickChanges;
    return charge.upTo(grownBytes);
  }

  /** Returns the bytes charged for growth. */
  long chargedBytes() {
    return charge.chargedBytes();
  }

  /** Starts again with no growth; the rate of growth is kept. */
  void forgetGrowth() {
    grownBytes = 0;
    charge.forget();
  }

  private long weigh(A accumulator) throws IOException {
    return measuring ? footprint.measure(accumulator) : footprint.estimate(accumulator);
  }
}
