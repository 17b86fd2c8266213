// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.joinlibrary.Join;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
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

  private static final class ObserveFn extends DoFn<Change<KV<String, KV<String, String>>>, Void> {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Gathered<Map.Entry<String, Long>> gathered;

    ObserveFn(Kind kind, Gathered<Map.Entry<String, Long>> gathered) {
      this.kind = kind;
      this.gathered = gathered;
    }

    @ProcessElement
    public void process(
        @Element Change<KV<String, KV<String, String>>> change,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      String row =
          kind
              + " "
              + change.value()
              + " at "
              + timestamp
              + " in "
              + window
              + " "
              + pane.getTiming();
      gathered.add(Map.entry(row, change.diff()));
    }
  }

  private Map<String, Long> changes(
      Pipeline pipeline,
      Window<KV<String, String>> windows,
      List<KV<String, String>> left,
      List<KV<String, String>> right) {
    Gathered<Map.Entry<String, Long>> gathered = new Gathered<>();
    PCollection<KV<String, String>> lefts = windowed(pipeline, "Left", left, windows);
    PCollection<KV<String, String>> rights = windowed(pipeline, "Right", right, windows);
    for (Kind kind : Kind.values()) {
      kind.join(lefts, rights)
          .apply(kind + " changes", Changes.of())
          .apply(kind + " observed", ParDo.of(new ObserveFn(kind, gathered)));
    }
    pipeline.run();
    Map<String, Long> sums = new TreeMap<>();
    gathered.elements().forEach(row -> sums.merge(row.getKey(), row.getValue(), Long::sum));
    return sums;
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

  private Pipeline incremental(int parallelism) {
    return Pipelines.create("--incremental", "--stateDir=" + state, "--parallelism=" + parallelism);
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
    SplittableRandom random = new SplittableRandom(seed);
    List<WindowFn<Object, ?>> windows =
        List.of(
            FixedWindows.of(Duration.millis(1_000)),
            FixedWindows.of(Duration.millis(3)),
            Sessions.withGapDuration(Duration.millis(2)));
    Window<KV<String, String>> into =
        Window.<KV<String, String>>into(windows.get(seed % windows.size()))
            .withTimestampCombiner(List.of(TimestampCombiner.values()).get(seed / windows.size()));
    Map<String, Long> sums = new TreeMap<>();
    for (int epoch = 0; epoch < 5; epoch++) {
      List<KV<String, String>> left = random(random);
      List<KV<String, String>> right = random(random);
      Pipeline direct =
          Pipeline.create(
              PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--targetParallelism=1")
                  .create());
      Map<String, Long> expected = changes(direct, into, left, right);

      changes(incremental(1 + random.nextInt(3)), into, left, right)
          .forEach((row, diff) -> sums.merge(row, diff, Long::sum));
      sums.values().removeIf(sum -> sum == 0);
      assertThat(sums).as("seed %s, epoch %s", seed, epoch).isEqualTo(expected);
    }
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
    Pipeline pipeline = incremental(2);
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
