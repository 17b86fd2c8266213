// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.MapState;
import dev.pathway.beam.engine.plain.MapState.Snapshot;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Open windows that are saved and restored, by the heads that group and aggregate. */
final class SavedWindowsTest {
  private static final int PARTITIONS = 16;
  private static final long AMPLE = 1L << 30;

  @TempDir private Path base;

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  private static GroupNode group(Windowing windowing) {
    return new GroupNode(
        "group",
        "group",
        List.of("in"),
        "in",
        "out",
        new PairKeys(),
        windowing,
        GroupNode.Payload.VALUES,
        "");
  }

  private static CombineNode sum(Windowing windowing) {
    return new CombineNode(
        "sum",
        "sum",
        List.of("in"),
        "in",
        "out",
        new PairKeys(),
        windowing,
        new Sum(),
        CombineNode.Phase.COMPLETE);
  }

  /** A row, or how far event time comes. */
  private record Event(@Nullable Row row, long watermark) {}

  private static List<Event> history(SplittableRandom random, int size, boolean everyKeyFirst) {
    List<Event> events = new ArrayList<>();
    int keys = 1 << random.nextInt(1, 8);
    long watermark = 0;
    for (long key = 0; everyKeyFirst && key < keys; key++) {
      events.add(new Event(new Row(new Pair(key, 0L), 0, Windowing.sliding(0, 80, 80)), watermark));
    }
    for (int i = 0; i < size; i++) {
      if (random.nextInt(12) == 0) {
        watermark += random.nextInt(60);
        events.add(new Event(null, watermark));
      } else {
        // Some of them are late.
        long timestamp = watermark - 40 + random.nextInt(150);
        Pair pair = new Pair((long) random.nextInt(keys), random.nextLong(1000));
        List<Window> windows = Windowing.sliding(timestamp, 80, random.nextBoolean() ? 40 : 80);
        events.add(new Event(new Row(pair, timestamp, windows), 0));
      }
    }
    events.add(new Event(null, EventTime.END));
    return events;
  }

  /** The workers of a head, and which partitions are whose. */
  private static final class Workers {
    private final List<HeadRun> heads = new ArrayList<>();
    private final List<MapState> states = new ArrayList<>();
    private final int[] owners;
    private final Partitions partitions;

    Workers(PlanNode node, Job job, SplittableRandom random, @Nullable Snapshot from)
        throws Exception {
      int count = random.nextInt(1, 4);
      owners =
          IntStream.range(0, PARTITIONS)
              .map(partition -> partition < count ? partition : random.nextInt(count))
              .toArray();
      partitions = new Partitions(owners, count, 0);
      for (int worker = 0; worker < count; worker++) {
        HeadRun head = HeadRun.of(node, job);
        heads.add(head);
        if (from != null) {
          MapState state = new MapState(from, worker, owners, partitions::partition);
          states.add(state);
          head.head().restore(state);
        }
      }
    }

    void advance(long watermark) throws Exception {
      for (HeadRun head : heads) {
        head.head().advance(watermark);
      }
    }

    void take(Event event) throws Exception {
      Row row = event.row();
      if (row == null) {
        advance(event.watermark());
      } else {
        heads.get(partitions.destination(HeadRun.key(row).hashCode())).take(row);
      }
    }

    Snapshot save(long number) throws Exception {
      for (HeadRun head : heads) {
        head.save(number);
      }
      return Snapshot.of(number, states);
    }

    List<String> drain() {
      return heads.stream().flatMap(head -> head.drain().stream()).toList();
    }

    void close() throws Exception {
      for (HeadRun head : heads) {
        head.close();
      }
    }
  }

  private List<String> undisturbed(PlanNode node, Job job, List<Event> events, long seed)
      throws Exception {
    Workers workers = new Workers(node, job, new SplittableRandom(seed), null);
    List<String> outputs = new ArrayList<>();
    for (Event event : events) {
      workers.take(event);
      outputs.addAll(workers.drain());
    }
    workers.close();
    return outputs;
  }

  private List<String> disturbed(
      PlanNode node, Job job, List<Event> events, long seed, boolean told) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> outputs = new ArrayList<>();
    Snapshot snapshot = Snapshot.NONE;
    int snapshotAt = 0;
    int snapshotOutputs = 0;
    long number = 0;
    int losses = 0;
    Workers workers = new Workers(node, job, random, snapshot);
    for (int i = 0; i < events.size(); i++) {
      workers.take(events.get(i));
      outputs.addAll(workers.drain());
      if (random.nextInt(10) == 0) {
        number += random.nextInt(1, 3);
        snapshot = workers.save(number);
        snapshotAt = i + 1;
        snapshotOutputs = outputs.size();
      }
      if (losses < 10 && random.nextInt(20) == 0) {
        losses++;
        workers.close();
        outputs.subList(snapshotOutputs, outputs.size()).clear();
        workers = new Workers(node, job, random, snapshot);
        i = snapshotAt - 1;
        if (told) {
          workers.advance(
              events.subList(0, snapshotAt).stream()
                  .filter(event -> event.row() == null)
                  .mapToLong(Event::watermark)
                  .max()
                  .orElse(EventTime.START));
        }
      }
    }
    snapshot = workers.save(number + 1);
    workers.close();
    // Of all windows, which have fired, nothing is left but where event time is.
    snapshot
        .entries()
        .values()
        .forEach(entries -> assertThat(entries.keySet()).allMatch(key -> key[0] == 0));
    return outputs;
  }

  private void check(long seed, boolean groups) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Windowing windowing = random.nextBoolean() ? Windowing.EARLIEST : Windowing.AT_END;
    PlanNode node = groups ? group(windowing) : sum(windowing);
    long memory =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1, 2 -> random.nextInt(2_000, 60_000);
          default -> AMPLE;
        };
    // What was late is known where something has come to the partition, or if the stage is told.
    boolean told = random.nextBoolean();
    List<Event> events = history(random, memory == 0 ? 100 : 600, !told);
    try (SpillDirectory directory = SpillDirectory.open(base)) {
      MemoryBudget budget = new MemoryBudget(0, memory);
      Job job = new Job("id", "job", JobSettings.streaming(1), budget, () -> directory);

      List<String> expected = undisturbed(node, job, events, seed);
      List<String> actual = disturbed(node, job, events, seed, told);

      assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(budget.usedBytes()).isZero();
      job.close();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void group_lostAndRestored_putsOutWhatAnUndisturbedOneDoes(long seed) throws Exception {
    check(seed, true);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void combine_lostAndRestored_putsOutWhatAnUndisturbedOneDoes(long seed) throws Exception {
    check(seed, false);
  }

  private static Row row(String key, long value, Window window) {
    return new Row(new Pair(key, value), window.start(), List.of(window));
  }

  @Test
  void save_onlyWhatChanged_isWrittenAndFiredWindowsLeaveNothing() throws Exception {
    Window first = new Window(0, 10);
    Window second = new Window(10, 20);
    for (PlanNode node : List.of(sum(Windowing.AT_END), group(Windowing.AT_END))) {
      MapState state = MapState.alone(Snapshot.NONE);
      HeadRun head = HeadRun.of(node, TestJob.withoutSpill(JobSettings.streaming(1), AMPLE));
      head.head().restore(state);
      head.take(row("a", 1, first));
      head.take(row("b", 1, first));
      head.take(row("a", 1, second));
      head.save(1);
      int time = 1;
      assertThat(state.puts()).isEqualTo(3 + time);

      head.save(2);
      assertThat(state.puts()).isEqualTo(3 + time);

      head.take(row("a", 1, first));
      head.save(3);
      assertThat(state.puts()).isEqualTo(4 + time);

      head.head().advance(first.end());
      head.save(4);
      assertThat(state.puts()).isEqualTo(4 + 2 * time);
      assertThat(state.size()).isEqualTo(1 + time);

      head.head().advance(second.end());
      head.take(row("late", 1, first));
      head.take(row("a", 1, new Window(20, 30)));
      head.head().advance(30);
      assertThat(state.removals()).isEqualTo(node instanceof GroupNode ? 4 : 3);
      assertThat(state.size()).isEqualTo(time);
      assertThat(head.drain()).hasSize(4);
      head.close();
    }
  }

  @Test
  void save_ofALargeGroup_costsWhatCame() throws Exception {
    Window window = new Window(0, 10);
    MapState state = MapState.alone(Snapshot.NONE);
    HeadRun head =
        HeadRun.of(group(Windowing.AT_END), TestJob.withoutSpill(JobSettings.streaming(1), AMPLE));
    head.head().restore(state);
    for (int i = 0; i < 100_000; i++) {
      head.take(row("a", i, window));
    }
    head.save(1);
    long before = state.putBytes();
    assertThat(before).isGreaterThan(300_000);

    head.take(row("a", 1, window));
    head.save(2);

    assertThat(state.putBytes() - before).isLessThan(50);
    head.close();
  }
}
