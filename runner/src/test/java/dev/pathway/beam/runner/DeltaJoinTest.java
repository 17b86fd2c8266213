// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.joinlibrary.Join;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The joins of Beam's join library in incremental jobs. */
final class DeltaJoinTest {
  private static final AtomicLong PAIRS = new AtomicLong();

  @TempDir private Path state;

  private enum Kind {
    INNER,
    LEFT,
    RIGHT,
    FULL;

    PCollection<KV<String, KV<String, String>>> join(
        PCollection<KV<String, String>> left, PCollection<KV<String, String>> right) {
      return switch (this) {
        case INNER -> Join.innerJoin("Inner", left, right);
        case LEFT -> Join.leftOuterJoin("Left outer", left, right, "none");
        case RIGHT -> Join.rightOuterJoin("Right outer", left, right, "none");
        case FULL -> Join.fullOuterJoin("Full outer", left, right, "no left", "no right");
      };
    }
  }

  private static PCollection<KV<String, String>> windowed(
      Pipeline pipeline,
      String name,
      List<KV<String, String>> pairs,
      Window<KV<String, String>> windows) {
    return pipeline
        .apply(
            name,
            Create.of(pairs).withCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
        .apply(
            name + " times",
            WithTimestamps.of(pair -> Instant.ofEpochMilli(pair.getValue().length())))
        .apply(name + " windows", windows);
  }

  private static List<KV<String, String>> random(SplittableRandom random) {
    List<KV<String, String>> pairs = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      pairs.add(KV.of("k" + random.nextInt(3), "vwxyz".substring(0, random.nextInt(1, 6))));
    }
    return pairs;
  }

  static IntStream seeds() {
    return IntStream.range(0, 9);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomHistory_pairsAreThoseOfDirectRunner(int seed) {
    List<WindowFn<Object, ?>> windows =
        List.of(
            FixedWindows.of(Duration.millis(1_000)),
            FixedWindows.of(Duration.millis(3)),
            Sessions.withGapDuration(Duration.millis(2)));
    Window<KV<String, String>> into =
        Window.<KV<String, String>>into(windows.get(seed % windows.size()))
            .withTimestampCombiner(List.of(TimestampCombiner.values()).get(seed / windows.size()));
    new JoinHistory<>(
            state,
            DeltaJoinTest::random,
            (pipeline, left, right, observed) -> {
              PCollection<KV<String, String>> lefts = windowed(pipeline, "Left", left, into);
              PCollection<KV<String, String>> rights = windowed(pipeline, "Right", right, into);
              for (Kind kind : Kind.values()) {
                observed.observe(kind.join(lefts, rights), kind.name(), pair -> pair);
              }
            })
        .check(seed, 5);
  }

  private static final class CountFn extends DoFn<KV<String, KV<Long, Long>>, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, KV<Long, Long>> pair, OutputReceiver<Long> out) {
      PAIRS.incrementAndGet();
      out.output(pair.getValue().getKey());
    }
  }

  /** Returns how many pairs are made when there are so many rows of one key on each side. */
  private long pairs(long left, long right) {
    PAIRS.set(0);
    Pipeline pipeline = JoinHistory.incremental(state, 2);
    Join.fullOuterJoin(
            hot(pipeline.apply("Left", GenerateSequence.from(0).to(left)), "Left key"),
            hot(pipeline.apply("Right", GenerateSequence.from(0).to(right)), "Right key"),
            -1L,
            -1L)
        .apply(ParDo.of(new CountFn()))
        .apply(Changes.of());
    pipeline.run();
    return PAIRS.get();
  }

  private static PCollection<KV<String, Long>> hot(PCollection<Long> numbers, String name) {
    return numbers.apply(
        name,
        MapElements.into(TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
            .via(number -> KV.of("hot", number)));
  }

  @Test
  void run_hotKey_costsThePairsThatChange() {
    int rows = 20_000;
    assertThat(pairs(rows, 1)).isEqualTo(rows);
    assertThat(pairs(rows + 1, 1)).isEqualTo(1);
    assertThat(pairs(rows, 1)).isEqualTo(1);
    assertThat(pairs(rows, 2)).isEqualTo(rows);
    // Without a match now: two pairs are gone for each row, and it stands alone.
    assertThat(pairs(rows, 0)).isEqualTo(3L * rows);
    assertThat(pairs(rows + 1, 0)).isEqualTo(1);
  }
}
