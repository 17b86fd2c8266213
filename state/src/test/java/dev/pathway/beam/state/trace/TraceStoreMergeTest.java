// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What merges promise: few files, of few bytes, and readers that notice nothing. */
class TraceStoreMergeTest {
  private static final String NAME = "values";
  private static final int KEYS = 500;

  @TempDir Path base;
  private SpillDirectory spill;

  @BeforeEach
  void open() throws IOException {
    spill = SpillDirectory.open(base.resolve("spill"));
  }

  @AfterEach
  void close() throws IOException {
    spill.close();
  }

  @Test
  void commit_thousandEpochsOfTheSameSize_keepsFewBytesAndFiles() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    long[] values = new long[KEYS];
    try (TraceStore store = open(false, 0)) {
      replace(store, values, 0, KEYS, random);
      store.compact();
      long consolidated = store.bytes();
      for (int epoch = 0; epoch < 1000; epoch++) {
        int from = random.nextInt(KEYS - 5);
        replace(store, values, from, from + 5, random);
        while (store.mergeOnce()) {
          assertThat(store.bytes()).isPositive();
        }
        assertThat(store.bytes()).isLessThanOrEqualTo(2 * consolidated);
        assertThat(store.segmentLengths()).hasSizeLessThanOrEqualTo(8);
      }
      assertHolds(store, values);
    }
  }

  @Test
  void close_openedForACommitAtATime_leavesFewFiles() throws IOException {
    for (int epoch = 0; epoch < 40; epoch++) {
      try (TraceStore store = open(true, 0)) {
        commit(store, epoch);
      }
    }

    try (TraceStore store = open(false, 0)) {
      assertThat(store.segmentLengths()).hasSizeLessThanOrEqualTo(6);
      assertThat(store.verify()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void close_mergesStopped_areLeftToTheNext(boolean interrupted) throws IOException {
    List<Long> merged = new ArrayList<>();
    try (TraceStore store = open(false, 0)) {
      commitMany(store);
    }
    TraceStore store = open(true, 0);
    commit(store, -1);
    store.close(
        bytes -> {
          merged.add(bytes);
          if (interrupted) {
            Thread.currentThread().interrupt();
          } else {
            store.stopMerging();
          }
        });

    // The thread that merges may have been first.
    assertThat(merged).hasSizeLessThanOrEqualTo(1).allMatch(bytes -> bytes > 0);
    assertThat(Thread.interrupted()).isEqualTo(interrupted && !merged.isEmpty());
    assertThat(store.mergeFailure()).isNull();
    try (TraceStore again = open(true, 0)) {
      assertThat(again.verify()).isEmpty();
      commit(again, -2);
    }
    try (TraceStore last = open(false, 0)) {
      assertThat(last.mergeOnce()).isFalse();
    }
  }

  private static void commitMany(TraceStore store) throws IOException {
    for (int epoch = 0; epoch < 20; epoch++) {
      commit(store, epoch);
    }
  }

  private static void commit(TraceStore store, int epoch) throws IOException {
    Delta delta = store.delta(NAME);
    for (int i = 0; i < 200; i++) {
      delta.add(bytes(1000L * epoch + i), bytes(i), 1);
    }
    delta.seal();
    store.commit(new byte[0]);
  }

  @Test
  void mergeOnce_growingStore_isLogarithmicInSizeAndWork() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    int epochs = 300;
    long written = 0;
    try (TraceStore store = open(false, 0)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        Delta delta = store.delta(NAME);
        for (int i = 0; i < 20; i++) {
          delta.add(bytes(random.nextLong()), bytes(i), 1);
        }
        delta.seal();
        store.commit(new byte[0]);
        written += last(store.segmentLengths());
        while (true) {
          List<Long> before = store.segmentLengths();
          if (!store.mergeOnce()) {
            break;
          }
          written += last(store.segmentLengths());
          assertThat(store.segmentLengths()).hasSizeLessThan(before.size());
        }
        assertThat(store.segmentLengths()).hasSizeLessThanOrEqualTo(2 + log2(epoch + 1));
      }
      assertThat(written).isLessThan(3 * store.bytes() * log2(epochs));
    }
  }

  @Test
  void merge_inBackgroundWhileReadersRead_changesNothingTheySee() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    AtomicBoolean isDone = new AtomicBoolean();
    try (TraceStore store = open(true, 5000)) {
      SplittableRandom random = new SplittableRandom(3);
      long[] values = new long[KEYS];
      replace(store, values, 0, KEYS, random);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        long seed = i;
        readers.add(threads.submit(() -> readUntil(store, isDone, seed)));
      }
      for (int epoch = 0; epoch < 300; epoch++) {
        int from = random.nextInt(KEYS - 40);
        replace(store, values, from, from + 40, random);
      }
      isDone.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      assertThat(store.mergeFailure()).isNull();
      assertThat(store.segmentLengths()).hasSizeLessThan(200);
      assertHolds(store, values);
    } finally {
      isDone.set(true);
      threads.shutdown();
    }
    try (TraceStore store = open(true, 5000)) {
      assertThat(store.epoch()).isEqualTo(301);
      assertThat(store.verify()).isEmpty();
    }
  }

  @Test
  void commit_smallEpochsAndNoMerge_leavesSegmentsOfTheSizeThatIsFolded() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    long[] values = new long[KEYS];
    int foldedBytes = 20_000;
    try (TraceStore store = open(false, foldedBytes)) {
      replace(store, values, 0, KEYS, random);
      for (int epoch = 0; epoch < 500; epoch++) {
        int from = random.nextInt(KEYS - 10);
        replace(store, values, from, from + 10, random);
        long full = 2 * store.bytes() / foldedBytes;
        assertThat(store.segmentLengths()).hasSizeLessThan((int) (8 + 2 * full));
      }
      assertThat(store.segmentLengths()).hasSizeLessThan(50);
      assertHolds(store, values);
    }
  }

  /** Reads as long as it is not done: at each commit each key has one value. */
  /** Records that only one of the merged segments has are copied as they are. */
  @Test
  void compact_keysOfOneSegmentWithManyAndLargeValues_keepsThemAll() throws IOException {
    byte[] large = new byte[200_000];
    Arrays.fill(large, (byte) 7);
    try (TraceStore store = open(false, 0)) {
      // More values of a key than one record holds, and one that is larger than a block.
      for (int part = 0; part < 2; part++) {
        Delta delta = store.delta(NAME);
        for (int value = 0; value < KEYS; value++) {
          delta.add(bytes(2 * value + part), large, 1);
          delta.add(bytes(1000 + part), bytes(value), value + 1);
        }
        delta.add(bytes(5000), bytes(part), 1);
        delta.seal();
        store.commit(new byte[0]);
      }
      // Of two segments: one value goes, one comes, one stays.
      Delta delta = store.delta(NAME);
      delta.add(bytes(5000), bytes(0), -1);
      delta.add(bytes(5000), bytes(2), 1);
      delta.seal();
      store.commit(new byte[0]);

      store.compact();

      try (Snapshot all = store.snapshot()) {
        assertThat(store.segmentLengths()).hasSize(1);
        TraceReader reader = all.reader(NAME);
        for (int key = 0; key < 1000; key++) {
          assertThat(reader.nextKey()).isTrue();
          assertThat(reader.key()).isEqualTo(bytes(key));
          assertThat(reader.nextValue()).isTrue();
          assertThat(reader.value()).isEqualTo(large);
          assertThat(reader.nextValue()).isFalse();
        }
        for (int part = 0; part < 2; part++) {
          assertThat(reader.nextKey()).isTrue();
          assertThat(reader.key()).isEqualTo(bytes(1000 + part));
          for (int value = 0; value < KEYS; value++) {
            assertThat(reader.nextValue()).isTrue();
            assertThat(reader.value()).isEqualTo(bytes(value));
            assertThat(reader.weight()).isEqualTo(value + 1);
          }
          assertThat(reader.nextValue()).isFalse();
        }
        assertThat(reader.nextKey()).isTrue();
        assertThat(reader.nextValue()).isTrue();
        assertThat(reader.value()).isEqualTo(bytes(1));
        assertThat(reader.nextValue()).isTrue();
        assertThat(reader.value()).isEqualTo(bytes(2));
        assertThat(reader.nextValue()).isFalse();
        assertThat(reader.nextKey()).isFalse();
        assertThat(reader.seek(bytes(1001))).isTrue();
      }
      assertThat(store.verify()).isEmpty();
    }
  }

  private static int readUntil(TraceStore store, AtomicBoolean isDone, long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int rounds = 0;
    do {
      try (Snapshot snapshot = store.snapshot()) {
        TraceReader reader = snapshot.reader(NAME);
        for (int i = 0; i < 50; i++) {
          assertThat(reader.seek(bytes(random.nextInt(KEYS)))).isTrue();
          assertThat(reader.nextValue()).isTrue();
          assertThat(reader.weight()).isEqualTo(1);
          assertThat(reader.nextValue()).isFalse();
        }
        reader.seekCeiling(new byte[0]);
        int keys = 0;
        while (reader.nextKey()) {
          keys++;
        }
        assertThat(keys).isEqualTo(KEYS);
      }
      rounds++;
    } while (!isDone.get());
    return rounds;
  }

  /** Commits an epoch that gives each key in the range a new value in the place of its old one. */
  private static void replace(
      TraceStore store, long[] values, int from, int to, SplittableRandom random)
      throws IOException {
    Delta delta = store.delta(NAME);
    for (int key = from; key < to; key++) {
      if (values[key] != 0) {
        delta.add(bytes(key), bytes(values[key]), -1);
      }
      values[key] = random.nextLong(1, Long.MAX_VALUE);
      delta.add(bytes(key), bytes(values[key]), 1);
    }
    delta.seal();
    store.commit(new byte[0]);
  }

  private static void assertHolds(TraceStore store, long[] values) throws IOException {
    try (Snapshot snapshot = store.snapshot()) {
      TraceReader reader = snapshot.reader(NAME);
      for (int key = 0; key < values.length; key++) {
        assertThat(reader.nextKey()).isTrue();
        assertThat(reader.key()).isEqualTo(bytes(key));
        assertThat(reader.nextValue()).isTrue();
        assertThat(reader.value()).isEqualTo(bytes(values[key]));
        assertThat(reader.nextValue()).isFalse();
      }
      assertThat(reader.nextKey()).isFalse();
    }
  }

  private TraceStore open(boolean mergesInBackground, long foldedBytes) throws IOException {
    return TraceStore.open(
        base.resolve("store"),
        new MemoryBudget(1 << 20),
        () -> spill,
        new StoreMode(mergesInBackground, false, foldedBytes));
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long last(List<Long> lengths) {
    return lengths.get(lengths.size() - 1);
  }

  private static int log2(int number) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(number);
  }
}
