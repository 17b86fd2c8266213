// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What group tables do with memory and files. */
class GroupTableSpillTest {
  /** Values that take several blocks in each of several runs. */
  private static final int MANY = 150_000;

  @TempDir Path base;

  private final Leftovers leftovers = new Leftovers(Cleaner.create());

  @AfterEach
  void closeLeftovers() {
    leftovers.close();
  }

  @Test
  void add_overBudget_writesFilesAndSealGivesBackMemory() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 20_000);
        GroupTable<String, Long> table = table(fixture)) {
      addMany(table, 10_000);
      assertThat(fixture.files()).isNotEmpty();
      assertThat(fixture.memory().usedBytes()).isLessThan(60_000);

      Groups<String, Long> groups = table.seal();

      assertThat(groups.groups()).isEqualTo(1000);
      assertThat(find(groups, "key-17").values()).hasSize(10).startsWith(17L, 1017L);
    }
  }

  @Test
  void add_noBudgetAtAll_stillWorks() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 0);
        GroupTable<String, Long> table = table(fixture)) {
      addMany(table, 2000);

      assertThat(find(table.seal(), "key-17").values()).containsExactly(17L, 1017L);
    }
  }

  @Test
  void values_hugeValue_comesBackWhole() throws IOException {
    for (SpillFixture fixture :
        List.of(SpillFixture.ample(base), SpillFixture.scarce(base, 100_000))) {
      try (fixture;
          GroupTable<String, byte[]> table =
              fixture.groups(BasicCodecs.strings(), BasicCodecs.byteArrays())) {
        byte[] huge = new byte[20_000_000];
        huge[0] = 1;
        huge[huge.length - 1] = 2;
        table.add("a", new byte[] {3}, 0);
        table.add("a", huge, 0);
        table.add("a", new byte[] {4}, 0);

        Iterator<byte[]> values = find(table.seal(), "a").values().iterator();

        assertThat(values.next()).containsExactly(3);
        byte[] read = values.next();
        assertThat(read.length).isEqualTo(huge.length);
        assertThat(read[0]).isEqualTo((byte) 1);
        assertThat(read[read.length - 1]).isEqualTo((byte) 2);
        assertThat(values.next()).containsExactly(4);
        assertThat(values.hasNext()).isFalse();
      }
    }
  }

  @Test
  void values_severalThreadsAtOnce_eachReadAll() throws Exception {
    for (SpillFixture fixture :
        List.of(SpillFixture.ample(base), SpillFixture.scarce(base, 50_000))) {
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try (fixture;
          GroupTable<String, Long> table = table(fixture)) {
        addMany(table, 50_000);
        Groups<String, Long> groups = table.seal();
        Group<String, Long> shared = find(groups, "key-5");
        List<Future<Long>> sums = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          sums.add(threads.submit(() -> sum(groups) + sum(shared)));
        }
        for (Future<Long> sum : sums) {
          assertThat(sum.get()).isEqualTo(sum(groups) + sum(shared));
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void close_spilledAndSealed_closesAndDeletesItsFiles() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    try (SpillFixture fixture = SpillFixture.scarce(base, 20_000)) {
      long before = SpillFixture.openFiles(base);
      GroupTable<String, Long> table = table(fixture);
      addMany(table, 20_000);
      Groups<String, Long> groups = table.seal();
      sum(groups);
      assertThat(SpillFixture.openFiles(base)).isGreaterThan(before);

      table.close();
      table.close();
      groups.close();

      assertThat(SpillFixture.openFiles(base)).isEqualTo(before);
      assertThat(fixture.files()).isEmpty();
      assertThat(fixture.memory().usedBytes()).isZero();
    }
  }

  @Test
  void close_spilledAndNotSealed_deletesItsFiles() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 20_000)) {
      GroupTable<String, Long> table = table(fixture);
      addMany(table, 20_000);
      assertThat(fixture.files()).isNotEmpty();

      table.close();

      assertThat(fixture.files()).isEmpty();
    }
  }

  @Test
  void relinquish_inMemory_leavesGroupsToTheirHolders() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base)) {
      GroupTable<String, Long> table = table(fixture);
      table.add("a", 1L, 0);
      Groups<String, Long> groups = table.seal();
      Group<String, Long> group = find(groups, "a");

      groups.relinquish(leftovers);
      assertThat(fixture.memory().usedBytes()).isZero();
      groups.close();
      table.close();

      assertThat(group.key()).isEqualTo("a");
      assertThat(group.values()).containsExactly(1L);
    }
  }

  @Test
  void relinquish_onDisk_filesGoWithTheLastHolder() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 300_000)) {
      Iterator<Long> held = relinquished(fixture).values().iterator();

      // Everything else is garbage by now; more than a block of the file is still to be read.
      for (int i = 0; i < 3; i++) {
        System.gc();
        for (int next = 0; next < MANY / 3; next++) {
          assertThat(held.next()).isEqualTo((long) i * (MANY / 3) + next);
        }
        assertThat(fixture.files()).isNotEmpty();
      }
      held = Collections.emptyIterator();

      assertThat(held.hasNext()).isFalse();
      awaitNoFiles(fixture);
      assertThat(SpillFixture.openFiles(base)).isEqualTo(1);
    }
  }

  @Test
  void closeLeftovers_groupStillHeld_deletesItsFiles() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 300_000)) {
      Group<String, Long> held = relinquished(fixture);
      assertThat(fixture.files()).isNotEmpty();

      leftovers.close();

      assertThat(fixture.files()).isEmpty();
      assertThatThrownBy(() -> held.values().forEach(value -> {}))
          .isInstanceOf(UncheckedIOException.class);
      assertThat(relinquished(fixture).key()).isEqualTo("a");
      assertThat(fixture.files()).isEmpty();
    }
  }

  /** Returns a group of many values, all that is left of a table. */
  private Group<String, Long> relinquished(SpillFixture fixture) throws IOException {
    GroupTable<String, Long> table = table(fixture);
    for (long i = 0; i < MANY; i++) {
      table.add("a", i, 0);
    }
    Groups<String, Long> groups = table.seal();
    Group<String, Long> group = find(groups, "a");
    groups.relinquish(leftovers);
    assertThat(fixture.memory().usedBytes()).isZero();
    groups.close();
    table.close();
    return group;
  }

  private static void awaitNoFiles(SpillFixture fixture) {
    await()
        .until(
            () -> {
              System.gc();
              return fixture.files().isEmpty();
            });
  }

  @Test
  void iterate_damagedFile_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 20_000);
        GroupTable<String, Long> table = table(fixture)) {
      addMany(table, 5_000);
      Groups<String, Long> groups = table.seal();
      for (Path file : fixture.files()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.allocate(10), 20);
        }
      }

      assertThatThrownBy(() -> sum(groups))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining(base.toString());
    }
  }

  private static GroupTable<String, Long> table(SpillFixture fixture) {
    return fixture.groups(BasicCodecs.strings(), BasicCodecs.longs());
  }

  private static void addMany(GroupTable<String, Long> table, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      table.add("key-" + i % 1000, (long) i, i);
    }
  }

  private static <V> Group<String, V> find(Groups<String, V> groups, String key) {
    return requireNonNull(groups.find(key));
  }

  private static long sum(Groups<String, Long> groups) {
    long sum = 0;
    for (Group<String, Long> group : groups) {
      sum += sum(group);
    }
    return sum;
  }

  private static long sum(Group<String, Long> group) {
    long sum = 0;
    for (long value : group.values()) {
      sum += value;
    }
    return sum;
  }
}
