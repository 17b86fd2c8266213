// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that operators have, shared among workers. */
final class WholeOperatorTest {
  private static final int PARTITIONS = 271;
  private static final int WORKERS = 4;
  private static final int KEYS = 100;

  /** The first key that loses numbers. */
  private static final int FIRST = 50;

  @TempDir private Path folder;

  private final MemoryBudget memory = new MemoryBudget(1 << 26);
  private TraceStore store;

  private static SpillDirectory noSpill() {
    throw new IllegalStateException("nothing is spilled");
  }

  @BeforeEach
  void open() throws IOException {
    store = TraceStore.open(folder, memory, WholeOperatorTest::noSpill);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static Partitions partitions(int workers, int self) {
    return new Partitions(
        IntStream.range(0, PARTITIONS).map(partition -> partition % workers).toArray(),
        workers,
        self);
  }

  private static GroupNode group() {
    return new GroupNode(
        "node",
        "node",
        List.of("in"),
        "in",
        "out",
        new PairKeys(),
        Windowing.EARLIEST,
        GroupNode.Payload.VALUES,
        "test");
  }

  private static CombineNode combine(CombineModel model) {
    return new CombineNode(
        "node",
        "node",
        List.of("in"),
        "in",
        "out",
        new PairKeys(),
        Windowing.GLOBAL,
        model,
        CombineNode.Phase.COMPLETE);
  }

  /** Sums that are kept as accumulators, whose decoding counts. */
  private static final class CountedSum implements CombineModel {
    private static int decoded;

    private final Sum sum = new Sum();

    @Override
    public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
      return sum.accumulation(job, name);
    }

    @Override
    public @Nullable Object extract(Object accumulator) {
      return sum.extract(accumulator);
    }

    @Override
    public Codec<Object> accumulatorCodec() {
      Codec<Object> codec = sum.accumulatorCodec();
      return new Codec<>() {
        @Override
        public void encode(Object value, OutputStream out) throws IOException {
          codec.encode(value, out);
        }

        @Override
        public Object decode(InputStream in) throws IOException {
          decoded++;
          return codec.decode(in);
        }
      };
    }
  }

  private static CollectionSpec collection(String id) {
    return new CollectionSpec(id, id, PlainCodec::codec, Weigher.constant(1));
  }

  private Stage stage(PlanNode head, Epoch epoch, Partitions partitions, List<Frame> emitted)
      throws Exception {
    StageSpec spec =
        new StageSpec(
            "stage",
            head,
            List.of(),
            new PlainRows(),
            Map.of("in", collection("in"), "out", collection("out")),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    Job job = new Job("id", "job", Runs.settings(1), memory, WholeOperatorTest::noSpill, epoch);
    Stage stage = new Stage(spec, job, partitions, new RecordingHost(emitted, () -> 0));
    stage.open();
    return stage;
  }

  /** Runs an epoch in which each key gets two numbers. */
  private void load(PlanNode head) throws Exception {
    try (Epoch epoch = new Epoch(store)) {
      Stage stage = stage(head, epoch, partitions(1, 0), new ArrayList<>());
      FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
      for (long i = 0; i < 2 * KEYS; i++) {
        builder.appendKeyed(i % KEYS, new Pair(i % KEYS, i), i, null, null, null, 1);
      }
      stage.frame(builder.build());
      stage.seal(0);
      stage.close();
      epoch.commit();
    }
  }

  /**
   * Returns what all workers emit, each row on account of the worker that its key belongs to, in an
   * epoch in which some keys lose the first of their numbers, and others both.
   */
  private List<String> whole(PlanNode head, long loseOne, long loseBoth) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Epoch epoch = new Epoch(store)) {
      for (int self = 0; self < WORKERS; self++) {
        Partitions partitions = partitions(WORKERS, self);
        List<Frame> emitted = new ArrayList<>();
        Stage stage = stage(new WholeNode("whole", head, "out"), epoch, partitions, emitted);
        FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
        for (long key = FIRST; key < FIRST + loseOne + loseBoth; key++) {
          if (partitions.destination(new PairKeys().identityOfKey(key).hashCode()) == self) {
            take(builder, key, key);
            if (key >= FIRST + loseOne) {
              take(builder, key, key + KEYS);
            }
          }
        }
        if (!builder.isEmpty()) {
          stage.frame(builder.build());
        }
        stage.seal(0);
        for (Frame frame : emitted) {
          for (int row = 0; row < frame.size(); row++) {
            Pair pair = (Pair) Objects.requireNonNull(frame.value(row));
            int owner = partitions.destination(new PairKeys().identityOfKey(pair.key()).hashCode());
            assertThat(owner).isEqualTo(self);
            assertThat(frame.diff(row)).isOne();
            rows.add(pair.key() + "=" + text(pair.value()) + "@" + frame.timestamp(row));
          }
        }
        stage.close();
      }
      epoch.commit();
    }
    return rows;
  }

  private static void take(FrameBuilder builder, long key, long number) {
    builder.appendKeyed(key, new Pair(key, number), number, null, null, null, -1);
  }

  private static String text(@Nullable Object value) {
    List<String> values = new ArrayList<>();
    if (value instanceof Iterable<?> all) {
      all.forEach(each -> values.add(String.valueOf(each)));
      return String.join("+", values);
    }
    return String.valueOf(value);
  }

  private static String sum(long key, long sum) {
    return key + "=" + sum + "@" + Window.GLOBAL.lastTimestamp();
  }

  private static List<String> sums(long loseOne, long loseBoth) {
    return LongStream.range(0, KEYS)
        .filter(key -> key < FIRST + loseOne || key >= FIRST + loseOne + loseBoth)
        .mapToObj(
            key -> sum(key, key >= FIRST && key < FIRST + loseOne ? key + KEYS : 2 * key + KEYS))
        .toList();
  }

  @Test
  void seal_ofAGrouping_givesEachGroupToItsOwner() throws Exception {
    load(group());

    assertThat(whole(group(), 10, 5))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, KEYS)
                .filter(key -> key < FIRST + 10 || key >= FIRST + 15)
                .mapToObj(
                    key ->
                        key >= FIRST && key < FIRST + 10
                            ? key + "=" + (key + KEYS) + "@" + (key + KEYS)
                            : key + "=" + key + "+" + (key + KEYS) + "@" + key)
                .toList());
    // Another one keeps what changes.
    assertThat(whole(group(), 0, 0)).hasSize(KEYS);
  }

  @Test
  void seal_ofASum_givesEachToItsOwner() throws Exception {
    load(combine(new Sum()));

    assertThat(whole(combine(new Sum()), 10, 5)).containsExactlyInAnyOrderElementsOf(sums(10, 5));
  }

  @Test
  void seal_ofAnAggregation_givesEachToItsOwner() throws Exception {
    load(combine(new CountedSum()));

    assertThat(whole(combine(new CountedSum()), 10, 5))
        .containsExactlyInAnyOrderElementsOf(sums(10, 5));
  }

  @Test
  void seal_ofAnAggregation_readsWhatBelongsToAWorkerOnly() throws Exception {
    load(combine(new CountedSum()));
    CountedSum.decoded = 0;

    assertThat(whole(combine(new CountedSum()), 0, 0))
        .containsExactlyInAnyOrderElementsOf(sums(0, 0));

    assertThat(CountedSum.decoded).isEqualTo(KEYS);
  }
}
