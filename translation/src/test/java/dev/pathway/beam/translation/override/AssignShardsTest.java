// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AssignShardsTest {
  private static final TupleTag<Object> MAIN = new TupleTag<>("main");
  private static final Duration WINDOW = Duration.millis(100);

  /** Keys that are equal only by their bytes. */
  private static final KvCoder<byte[], Long> INPUT =
      KvCoder.of(ByteArrayCoder.of(), VarLongCoder.of());

  private static final Coder<?> OUTPUT =
      KvCoder.of(ShardedKey.Coder.of(ByteArrayCoder.of()), VarLongCoder.of());

  /** What must come out once. */
  private record Row(int key, long value, long timestamp, BoundedWindow window) {}

  /** What a batch is made up of. */
  private record Batch(int key, BoundedWindow window) {}

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @SuppressWarnings("unchecked") // the test puts in what the function takes
  private static StepHarness harness(long batchSize) throws Exception {
    ParDoSpec spec =
        new ParDoSpec(
            "shards",
            (DoFn<Object, Object>) (DoFn<?, ?>) new AssignShards<>(ByteArrayCoder.of(), batchSize),
            new SerializablePipelineOptions(PipelineOptionsFactory.create()),
            (Coder<Object>) (Coder<?>) INPUT,
            MAIN,
            List.of(new Output(MAIN, OUTPUT)),
            WindowingStrategy.of(FixedWindows.of(WINDOW)),
            DoFnSchemaInformation.create(),
            Map.of(),
            List.of(),
            new Checks(false, false));
    StepHarness harness = new StepHarness(spec, Jobs.create());
    harness.setup();
    return harness;
  }

  private static WindowedValue<KV<byte[], Long>> element(Row row) {
    return WindowedValues.of(
        KV.of(
            new byte[] {(byte) row.key(), (byte) (row.key() >> 8), (byte) (row.key() >> 16)},
            row.value()),
        Instant.ofEpochMilli(row.timestamp()),
        row.window(),
        PaneInfo.NO_FIRING);
  }

  @SuppressWarnings("unchecked") // the output of the function
  private static KV<ShardedKey<byte[]>, Long> value(WindowedValue<Object> output) {
    return (KV<ShardedKey<byte[]>, Long>) output.getValue();
  }

  private static Row row(WindowedValue<Object> output) {
    byte[] key = value(output).getKey().getKey();
    assertThat(output.getWindows()).hasSize(1);
    return new Row(
        Byte.toUnsignedInt(key[0])
            | Byte.toUnsignedInt(key[1]) << 8
            | Byte.toUnsignedInt(key[2]) << 16,
        value(output).getValue(),
        output.getTimestamp().getMillis(),
        output.getWindows().iterator().next());
  }

  /** Returns the id of a shard, which its coder writes first. */
  private static String shard(WindowedValue<Object> output) {
    try {
      byte[] encoded =
          CoderUtils.encodeToByteArray(
              ShardedKey.Coder.of(ByteArrayCoder.of()), value(output).getKey());
      return Arrays.toString(ByteArrayCoder.of().decode(new ByteArrayInputStream(encoded)));
    } catch (IOException e) {
      throw new UncheckedIOException("an array is neither too short nor closed", e);
    }
  }

  private static boolean common(WindowedValue<Object> output) {
    return shard(output).equals("[]");
  }

  private static Row row(int key, long value, long timestamp) {
    Instant start = Instant.ofEpochMilli(timestamp - Math.floorMod(timestamp, WINDOW.getMillis()));
    return new Row(key, value, timestamp, new IntervalWindow(start, WINDOW));
  }

  /** Of each key and window, as many whole batches as there are in a bundle, and the rest. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomBundles_givesWholeBatchesToTheWorkersShard(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int batchSize = random.nextInt(1, 8);
    StepHarness harness = harness(batchSize);
    int before = 0;

    for (int bundle = 0; bundle < 5; bundle++) {
      List<Row> rows = new ArrayList<>();
      int count = random.nextInt(1, 200);
      for (int i = 0; i < count; i++) {
        rows.add(row(random.nextInt(6), i, random.nextInt(300)));
      }
      harness.bundle(rows.stream().map(AssignShardsTest::element).toList());

      List<WindowedValue<Object>> all = harness.outputs(0);
      List<WindowedValue<Object>> outputs = new ArrayList<>(all.subList(before, all.size()));
      before = all.size();
      assertThat(outputs.stream().map(AssignShardsTest::row))
          .containsExactlyInAnyOrderElementsOf(rows);
      assertThat(shares(outputs)).isEqualTo(expectedShares(rows, batchSize));
      assertWholeBatches(outputs, batchSize);
    }
    assertThat(
            harness.outputs(0).stream()
                .filter(output -> !common(output))
                .map(output -> shard(output))
                .distinct())
        .hasSizeLessThanOrEqualTo(1);
  }

  /** How many elements go to the worker's shard and to the common one. */
  private record Share(int own, int common) {}

  private static Map<Batch, Share> shares(List<WindowedValue<Object>> outputs) {
    Map<Batch, Share> shares = new HashMap<>();
    for (WindowedValue<Object> output : outputs) {
      Row row = row(output);
      Share one = common(output) ? new Share(0, 1) : new Share(1, 0);
      shares.merge(
          new Batch(row.key(), row.window()),
          one,
          (a, b) -> new Share(a.own() + b.own(), a.common() + b.common()));
    }
    return shares;
  }

  private static Map<Batch, Share> expectedShares(List<Row> rows, int batchSize) {
    Map<Batch, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(new Batch(row.key(), row.window()), 1, Integer::sum));
    Map<Batch, Share> shares = new HashMap<>();
    counts.forEach(
        (batch, count) ->
            shares.put(batch, new Share(count - count % batchSize, count % batchSize)));
    return shares;
  }

  /** What goes to the worker's shard goes there batch by batch. */
  private static void assertWholeBatches(List<WindowedValue<Object>> outputs, int batchSize) {
    List<Row> own =
        outputs.stream().filter(output -> !common(output)).map(AssignShardsTest::row).toList();
    for (int i = 0; i < own.size(); i += batchSize) {
      Row first = own.get(i);
      assertThat(own.subList(i, i + batchSize))
          .allMatch(row -> row.key() == first.key() && row.window().equals(first.window()));
    }
  }

  @Test
  void setup_severalWorkers_haveShardsOfTheirOwn() throws Exception {
    StepHarness one = harness(1);
    StepHarness other = harness(1);
    one.bundle(List.of(element(row(1, 1, 1))));
    other.bundle(List.of(element(row(1, 1, 1))));

    assertThat(shard(one.outputs(0).get(0))).isNotEqualTo(shard(other.outputs(0).get(0)));
  }

  /** Batches of many keys, none of which gets complete, are not kept without a limit. */
  @Test
  void process_moreKeysThanAreKept_losesNone() throws Exception {
    StepHarness harness = harness(2);
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < 100_003; key++) {
      rows.add(row(key, key, 1));
    }
    rows.add(row(5, -1, 1));
    rows.add(row(100_002, -1, 1));
    harness.bundle(rows.stream().map(AssignShardsTest::element).toList());

    List<WindowedValue<Object>> outputs = harness.outputs(0);
    assertThat(outputs.stream().map(AssignShardsTest::row).distinct()).hasSize(rows.size());
    // What finds the kept half of its batch completes it, and what was not kept has gone already.
    assertThat(outputs.subList(0, 5).stream().map(AssignShardsTest::row))
        .containsExactly(
            row(100_000, 100_000, 1),
            row(100_001, 100_001, 1),
            row(100_002, 100_002, 1),
            row(5, 5, 1),
            row(5, -1, 1));
    assertThat(outputs.stream().filter(output -> !common(output))).hasSize(2);
  }

  @Test
  void process_batchesThatAreLargerThanWhatIsKept_goOnAtOnce() throws Exception {
    StepHarness harness = harness(100_000);
    harness.bundle(List.of(element(row(1, 1, 1)), element(row(1, 2, 2))));

    assertThat(harness.outputs(0)).noneMatch(AssignShardsTest::common).hasSize(2);
  }
}
