// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.apache.beam.sdk.transforms.CombineWithContext.Context;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Functions of random pipelines. What they make depends on the elements of a group, not on their
 * order.
 */
final class Fns {
  private static final long BOUND = 1_000_003;

  private Fns() {}

  /** Returns a number that depends on all values of a group. */
  static long digest(Iterable<Long> values) {
    List<Long> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    long digest = 17;
    for (long value : sorted) {
      digest = Math.floorMod(digest * 31 + value, BOUND);
    }
    return digest;
  }

  /** Changes keys and values, and drops some. */
  static final class Mix extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final int factor;

    Mix(int factor) {
      this.factor = factor;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<KV<Integer, Long>> output) {
      long value = Math.floorMod(pair.getValue() * factor + pair.getKey(), BOUND);
      if (value % 7 != 0) {
        output.output(KV.of((int) (value % 5) - 1, value));
      }
    }
  }

  /** Puts each pair out as often as its value says, modulo 3. */
  static final class Repeat extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<KV<Integer, Long>> output) {
      for (long i = Math.floorMod(pair.getValue(), 3L); i > 0; i--) {
        output.output(KV.of(pair.getKey(), pair.getValue() + i));
      }
    }
  }

  /** Makes the end of the window part of the value. */
  static final class LookAtWindow extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      long end = window.maxTimestamp().getMillis();
      output.output(KV.of(pair.getKey(), Math.floorMod(pair.getValue() + end, BOUND)));
    }
  }

  /** Moves elements on in time, unless they are at its end. */
  static final class Later extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final long millis;

    Later(long millis) {
      this.millis = millis;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Integer, Long>> output) {
      boolean early = timestamp.getMillis() < Duration.standardDays(1).getMillis();
      output.outputWithTimestamp(pair, early ? timestamp.plus(Duration.millis(millis)) : timestamp);
    }
  }

  /**
   * Drops what is in windows at the end of time: GroupIntoBatches can set no timer there, and
   * DirectRunner finds side inputs empty.
   */
  static final class Early extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      Instant end = GlobalWindow.INSTANCE.maxTimestamp();
      if (window instanceof GlobalWindow
          || window.maxTimestamp().isBefore(end.minus(Duration.standardDays(1)))) {
        output.output(pair);
      }
    }
  }

  /** Splits by the value's parity. */
  static final class Split extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    static final TupleTag<KV<Integer, Long>> EVEN = new TupleTag<>("even") {};
    static final TupleTag<KV<Integer, Long>> ODD = new TupleTag<>("odd") {};

    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, MultiOutputReceiver outputs) {
      outputs.get(pair.getValue() % 2 == 0 ? EVEN : ODD).output(pair);
    }
  }

  /** Puts everything under one key. */
  static final class ToZero extends DoFn<Long, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long value, OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(0, value));
    }
  }

  /** Makes one pair of the two sides of a join. */
  static final class Join extends DoFn<KV<Integer, CoGbkResult>, KV<Integer, Long>> {
    static final TupleTag<Long> LEFT = new TupleTag<>("left");
    static final TupleTag<Long> RIGHT = new TupleTag<>("right");

    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, CoGbkResult> joined, OutputReceiver<KV<Integer, Long>> output) {
      long left = digest(joined.getValue().getAll(LEFT));
      long right = digest(joined.getValue().getAll(RIGHT));
      output.output(KV.of(joined.getKey(), Math.floorMod(left * 31 + right, BOUND)));
    }
  }

  /** Keeps the largest value, and null as long as there is none. */
  static final class MaxOrNull extends CombineFn<Long, @Nullable Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Long createAccumulator() {
      return null;
    }

    @Override
    public Long addInput(@Nullable Long accumulator, Long input) {
      return accumulator == null ? input : Math.max(accumulator, input);
    }

    @Override
    public @Nullable Long mergeAccumulators(Iterable<@Nullable Long> accumulators) {
      Long max = null;
      for (Long accumulator : accumulators) {
        max = accumulator == null ? max : addInput(max, accumulator);
      }
      return max;
    }

    @Override
    public Long extractOutput(@Nullable Long accumulator) {
      return accumulator == null ? -1 : accumulator;
    }

    @Override
    public Coder<@Nullable Long> getAccumulatorCoder(
        CoderRegistry registry, Coder<Long> inputCoder) {
      return NullableCoder.of(inputCoder);
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<Long> inputCoder) {
      return inputCoder;
    }
  }

  /** Adds the values of a side input to the sum. */
  static final class SumWith extends CombineFnWithContext<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Iterable<Long>> view;

    SumWith(PCollectionView<Iterable<Long>> view) {
      this.view = view;
    }

    @Override
    public Long createAccumulator(Context context) {
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Long input, Context context) {
      return accumulator + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators, Context context) {
      long sum = 0;
      for (long accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long accumulator, Context context) {
      return Math.floorMod(accumulator + digest(context.sideInput(view)), BOUND);
    }
  }
}
