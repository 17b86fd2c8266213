// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMapTest {
  private static final int PARTITION = 5;

  @TempDir Path folder;
  private SpillDirectory spill;

  @BeforeEach
  void open() throws IOException {
    spill = SpillDirectory.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    spill.close();
  }

  private LiveStore store(MemoryBudget memory) {
    return LiveStore.spilling(new LiveResources(() -> spill, memory, Runnable::run));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(spill.path())) {
      return files.filter(file -> file.getFileName().toString().startsWith("live")).toList();
    }
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  @Test
  void put_moreThanMemory_isAllThere() throws IOException {
    int entries = 100_000;
    int valueBytes = 1000;
    long mostUsedBytes = 0;
    MemoryBudget memory = new MemoryBudget(4 << 20, 1 << 20);
    try (LiveStore store = store(memory)) {
      LiveMap map = store.map("large");
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < entries; i++) {
        byte[] value = new byte[valueBytes];
        random.nextBytes(value);
        map.put(i % 7, key(i), value);
        mostUsedBytes = Math.max(mostUsedBytes, memory.usedBytes());
      }
      assertThat(mostUsedBytes).isLessThanOrEqualTo(5L << 20);
      AtomicLong seen = new AtomicLong();
      map.forEach((partition, key, value) -> seen.addAndGet(value.length));
      assertThat(seen.get()).isEqualTo((long) entries * valueBytes);
      for (int i = 0; i < entries; i += 997) {
        assertThat(map.get(i % 7, key(i))).hasSize(valueBytes);
      }
    }
    assertThat(memory.usedBytes()).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void get_keyThatIsNotThere_readsHardlyAnyBlocks() throws IOException {
    try (LiveStore store = store(new MemoryBudget(0, 64 << 10))) {
      LiveMap map = store.map("m");
      for (int i = 0; i < 20_000; i++) {
        map.put(PARTITION, key(2L * i), new byte[20]);
      }
      assertThat(files()).isNotEmpty();
      for (Path file : files()) {
        damageBlocks(file);
      }
      int reads = 0;
      int gets = 10_000;
      for (int i = 0; i < gets; i++) {
        try {
          assertThat(map.get(PARTITION, key(2L * i + 1))).isNull();
        } catch (DamagedSegmentException e) {
          reads++;
        }
      }
      assertThat(reads).isLessThan(gets / 10);
    }
  }

  /** Changes all blocks of a segment, but not what is behind them. */
  private static void damageBlocks(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length / 2; at += 1 << 12) {
      bytes[at] ^= 1;
    }
    Files.write(file, bytes);
  }

  @Test
  void remove_ofAllThatWasPut_leavesNoFiles() throws IOException {
    try (LiveStore store = store(new MemoryBudget(0, 32 << 10))) {
      LiveMap map = store.map("m");
      for (int i = 0; i < 5_000; i++) {
        map.put(PARTITION, key(i), new byte[100]);
      }
      long before = bytesOfFiles();
      for (int i = 0; i < 5_000; i++) {
        map.remove(PARTITION, key(i));
      }
      map.forEach((partition, key, value) -> assertThat(key).as("a removed key").isNull());
      assertThat(bytesOfFiles()).isLessThan(before / 4);
    }
  }

  private long bytesOfFiles() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void remove_beforeItIsOnDisk_leavesNothingOnTheHeap() throws IOException {
    MemoryBudget memory = new MemoryBudget(16 << 20);
    try (LiveStore store = store(memory)) {
      LiveMap map = store.map("m");
      for (int i = 0; i < 100_000; i++) {
        map.put(PARTITION, key(i), new byte[100]);
        map.remove(PARTITION, key(i));
      }
      assertThat(memory.usedBytes()).isLessThan(16 << 10);
    }
  }

  @Test
  void emptyValuesAndKeys_areEntries() throws IOException {
    try (LiveStore store = store(new MemoryBudget(0, 0))) {
      LiveMap map = store.map("m");
      map.put(0, new byte[0], new byte[0]);
      map.put(0, new byte[] {0}, new byte[0]);
      assertThat(map.get(0, new byte[0])).isEmpty();
      assertThat(map.get(1, new byte[0])).isNull();
      List<Integer> lengths = new ArrayList<>();
      map.forEach(0, new byte[0], (partition, key, value) -> lengths.add(key.length));
      assertThat(lengths).containsExactly(0, 1);
    }
  }

  @Test
  void forEach_withAnotherMapChangedMeanwhile_handsOutAll() throws IOException {
    try (LiveStore store = store(new MemoryBudget(0, 4 << 10))) {
      LiveMap from = store.map("from");
      LiveMap to = store.map("to");
      for (int i = 0; i < 2_000; i++) {
        from.put(PARTITION, key(i), new byte[10]);
      }
      from.forEach(to::put);
      from.forEach(PARTITION, new byte[0], (partition, key, value) -> to.remove(partition, key));
      to.forEach((partition, key, value) -> assertThat(key).isNull());
      AtomicLong seen = new AtomicLong();
      from.forEach((partition, key, value) -> seen.incrementAndGet());
      assertThat(seen).hasValue(2_000);
    }
  }

  @Test
  void forEach_thatChangesItsMap_fails() throws IOException {
    try (LiveStore store = store(new MemoryBudget(1 << 20))) {
      LiveMap map = store.map("m");
      map.put(PARTITION, key(1), new byte[1]);
      map.put(PARTITION, key(2), new byte[1]);
      assertThatThrownBy(() -> map.forEach((partition, key, value) -> map.remove(partition, key)))
          .isInstanceOf(ConcurrentModificationException.class);
    }
  }

  @Test
  void forEach_byPartitionAndUnsignedKey() throws IOException {
    try (LiveStore store = store(new MemoryBudget(1 << 20))) {
      LiveMap map = store.map("m");
      map.put(300, new byte[] {(byte) 0x80}, "d".getBytes(UTF_8));
      map.put(300, new byte[] {0x7F}, "c".getBytes(UTF_8));
      map.put(2, new byte[] {1, 0}, "b".getBytes(UTF_8));
      map.put(2, new byte[] {1}, "a".getBytes(UTF_8));
      StringBuilder order = new StringBuilder();
      map.forEach((partition, key, value) -> order.append(new String(value, UTF_8)));
      assertThat(order).hasToString("abcd");
    }
  }

  @Test
  void flush_interrupted_losesNothing() throws IOException {
    try (LiveStore store = store(new MemoryBudget(0, 16 << 10))) {
      LiveMap map = store.map("m");
      int interrupted = 0;
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 3_000; i++) {
        boolean interrupts = random.nextBoolean();
        if (interrupts) {
          Thread.currentThread().interrupt();
        }
        try {
          map.put(PARTITION, key(i), new byte[50]);
        } catch (IOException e) {
          interrupted++;
        }
        assertThat(Thread.interrupted()).isEqualTo(interrupts);
      }
      assertThat(interrupted).isPositive();
      for (int i = 0; i < 3_000; i++) {
        assertThat(map.get(PARTITION, key(i))).as("entry %d", i).hasSize(50);
      }
    }
  }
}
