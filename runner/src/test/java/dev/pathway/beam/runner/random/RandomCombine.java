// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Latest;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.Min;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sample;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/** Aggregations, each with a result that does not depend on order or chance. */
final class RandomCombine {
  private static final int FEW = 3;
  private static final double THOUSANDTHS = 1_000;

  private RandomCombine() {}

  /** Returns one by key. */
  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> perKey(
      SplittableRandom random) {
    return switch (random.nextInt(10)) {
      case 0 -> Sum.longsPerKey();
      case 1 -> Max.longsPerKey();
      case 2 -> Min.longsPerKey();
      case 3 -> Count.perKey();
      case 4 -> Combine.<Integer, Long, Long>perKey(Sum.ofLongs()).withHotKeyFanout(FEW);
      case 5 -> Combine.perKey(new Fns.MaxOrNull());
      case 6 -> then(Mean.perKey(), mean -> Math.round(mean * THOUSANDTHS));
      case 7 -> then(Top.largestPerKey(FEW), Fns::digest);
      case 8 -> then(Sample.fixedSizePerKey(FEW), RandomCombine::size);
      default -> new LatestTime();
    };
  }

  /** Returns one of all values, which may or may not fan out. */
  static Combine.Globally<Long, Long> globally(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> Combine.globally(Sum.ofLongs());
      case 1 -> Combine.globally(Sum.ofLongs()).withFanout(FEW);
      case 2 -> Combine.globally(Count.combineFn());
      case 3 -> Combine.globally(Count.<Long>combineFn()).withFanout(FEW);
      // Not with a fan-out, for which Beam takes a null for no accumulator.
      default -> Combine.globally(new Fns.MaxOrNull());
    };
  }

  static long size(Iterable<Long> values) {
    return StreamSupport.stream(values.spliterator(), false).count();
  }

  private static <T>
      PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> then(
          PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, T>>> combine,
          SerializableFunction<T, Long> number) {
    return new PTransform<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public PCollection<KV<Integer, Long>> expand(PCollection<KV<Integer, Long>> input) {
        return input.apply("Combine", combine).apply("Number", ParDo.of(new ToNumber<>(number)));
      }
    };
  }

  private static final class ToNumber<T> extends DoFn<KV<Integer, T>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final SerializableFunction<T, Long> number;

    ToNumber(SerializableFunction<T, Long> number) {
      this.number = number;
    }

    @ProcessElement
    public void process(@Element KV<Integer, T> pair, OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(pair.getKey(), number.apply(pair.getValue())));
    }
  }

  /** The latest of values that are their times, so that it does not matter which it is. */
  private static final class LatestTime
      extends PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollection<KV<Integer, Long>> expand(PCollection<KV<Integer, Long>> input) {
      return input
          .apply("Time", ParDo.of(new ToTime()))
          .setCoder(input.getCoder())
          .apply("Latest", Latest.perKey());
    }
  }

  private static final class ToTime extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(pair.getKey(), timestamp.getMillis()));
    }
  }
}
