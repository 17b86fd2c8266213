// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of a store: whatever happens, it reads as the maps that it stands for. */
class TraceStoreOracleTest {
  private static final int STEPS = 30;
  private static final List<String> NAMES = List.of("a", "b", "c", "däta/4");

  @TempDir Path base;
  private int histories;

  static Stream<Long> seeds() {
    return Seeds.of(TraceStoreOracleTest.class, 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void history_mergesOnDemand_readsAsTheOracle(long seed) throws Exception {
    Seeds.check(seed, STEPS, (s, steps) -> run(s, steps, false));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void history_mergesInBackground_readsAsTheOracle(long seed) throws Exception {
    Seeds.check(seed, STEPS, (s, steps) -> run(s, steps, true));
  }

  private void run(long seed, int steps, boolean isBackground) throws Exception {
    Path spillBase = base.resolve("spill-" + histories);
    try (SpillDirectory spill = SpillDirectory.open(spillBase)) {
      Path directory = base.resolve("store-" + histories++);
      MemoryBudget memory = new MemoryBudget(seed % 3 == 0 ? 1L << 26 : 1 << 14, 0);
      History history =
          new History(directory, memory, spill, new SplittableRandom(seed), isBackground);
      try {
        for (int i = 0; i < steps; i++) {
          history.step();
        }
      } finally {
        history.close();
      }
      assertThat(memory.usedBytes()).isZero();
      assertThat(spill.path()).isDirectoryNotContaining("glob:**/delta-*");
    }
  }

  /** A reader that was opened earlier, and what it should read. */
  private record Pinned(Snapshot snapshot, TraceReader reader, PairOracle expected) {}

  private static final class History {
    private final Path directory;
    private final MemoryBudget memory;
    private final SpillDirectory spill;
    private final SplittableRandom random;
    private final boolean isBackground;
    private final TreeMap<String, PairOracle> committed = new TreeMap<>();
    private final List<Pinned> pinned = new ArrayList<>();
    private TraceStore store;
    private long epoch;

    History(
        Path directory,
        MemoryBudget memory,
        SpillDirectory spill,
        SplittableRandom random,
        boolean isBackground)
        throws IOException {
      this.directory = directory;
      this.memory = memory;
      this.spill = spill;
      this.random = random;
      this.isBackground = isBackground;
      this.store = open();
      for (String name : NAMES) {
        committed.put(name, new PairOracle());
      }
    }

    void step() throws IOException {
      makeEpoch();
      switch (random.nextInt(8)) {
        case 0 -> reopen();
        case 1 -> store.compact();
        case 2, 3 -> store.mergeOnce();
        case 4 -> {
          while (store.mergeOnce()) {
            assertThat(store.epoch()).isEqualTo(epoch);
          }
          assertThat(store.segmentLengths()).hasSizeLessThan(10);
        }
        default -> {}
      }
      check();
    }

    void close() throws IOException {
      checkPinned();
      assertThat(store.mergeFailure()).isNull();
      assertThat(store.verify()).isEmpty();
      store.close();
    }

    private PairOracle committed(String name) {
      return requireNonNull(committed.get(name));
    }

    private void makeEpoch() throws IOException {
      TreeMap<String, PairOracle> changed = new TreeMap<>();
      for (int workers = random.nextInt(4); workers > 0; workers--) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        PairOracle expected = new PairOracle();
        Delta delta = store.delta(name);
        fill(delta, expected, committed(name));
        expected.assertReads(delta.seal());
        expected.assertReads(delta.cursor());
        expected.assertSeeks(delta.cursor(), random, 10);
        assertThat(delta.isEmpty()).isEqualTo(expected.isEmpty());
        if (random.nextInt(8) == 0) {
          delta.close();
        } else {
          changed.computeIfAbsent(name, n -> new PairOracle()).addAll(expected);
          checkView(name, delta, expected);
        }
      }
      if (random.nextInt(6) == 0) {
        store.rollback();
        return;
      }
      store.commit(("epoch " + ++epoch).getBytes(UTF_8));
      changed.forEach((name, delta) -> committed(name).addAll(delta));
    }

    private void fill(Delta delta, PairOracle expected, PairOracle before) throws IOException {
      if (random.nextInt(10) == 0) {
        // Takes back all there is.
        try (Snapshot snapshot = store.snapshot()) {
          TraceReader reader = snapshot.reader(delta.arrangement());
          while (reader.nextKey()) {
            while (reader.nextValue()) {
              delta.add(reader.key(), reader.value(), -reader.weight());
              expected.add(reader.key(), reader.value(), -reader.weight());
            }
          }
        }
        PairOracle rest = before.copy();
        rest.addAll(expected);
        assertThat(rest.isEmpty()).isTrue();
      }
      for (int i = random.nextInt(1 << random.nextInt(11)); i > 0; i--) {
        byte[] key = PairOracle.randomBytes(random);
        byte[] value = PairOracle.randomBytes(random);
        long weight = random.nextInt(20) == 0 ? 1L << 40 : random.nextInt(-2, 3);
        delta.add(key, value, weight);
        if (weight != 0) {
          expected.add(key, value, weight);
        }
      }
    }

    /** The present of a worker: the last commit and its own updates. */
    private void checkView(String name, Delta delta, PairOracle updates) throws IOException {
      PairOracle present = committed(name).copy();
      present.addAll(updates);
      try (Snapshot snapshot = store.snapshot()) {
        TraceReader reader = snapshot.reader(name);
        present.assertSums(List.of(reader, delta.cursor()), random, 10);
        reader.seekCeiling(new byte[0]);
        present.assertReads(PairCursor.merged(List.of(reader, delta.cursor())));
      }
    }

    private void check() throws IOException {
      assertThat(store.epoch()).isEqualTo(epoch);
      assertThat(store.metadata()).asString(UTF_8).isEqualTo(epoch == 0 ? "" : "epoch " + epoch);
      for (String name : NAMES) {
        Snapshot snapshot = store.snapshot();
        TraceReader reader = snapshot.reader(name);
        committed(name).assertSeeks(reader, random, 10);
        if (random.nextInt(10) == 0) {
          pinned.add(new Pinned(snapshot, reader, committed(name).copy()));
        } else {
          reader.seekCeiling(new byte[0]);
          committed(name).assertReads(reader);
          snapshot.close();
        }
      }
      if (random.nextInt(10) == 0) {
        checkPinned();
      }
    }

    private void checkPinned() throws IOException {
      for (Pinned each : pinned) {
        each.expected.assertSeeks(each.reader, random, 3);
        each.reader.seekCeiling(new byte[0]);
        each.expected.assertReads(each.reader);
        each.snapshot.close();
      }
      pinned.clear();
    }

    private void reopen() throws IOException {
      checkPinned();
      store.close();
      store = open();
      if (!isBackground) {
        assertThat(files()).isEqualTo(store.segmentLengths().size());
      }
    }

    private long files() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.filter(TraceSegment::isNamedLikeOne).count();
      }
    }

    private TraceStore open() throws IOException {
      return TraceStore.open(
          directory,
          memory,
          () -> spill,
          new StoreMode(isBackground, false, 1L << random.nextInt(8, 18)));
    }
  }
}
