// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PartitionSetTest {
  private static final int PARTITIONS = 100;

  @Test
  void operations_areThoseOfSets() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      NavigableSet<Integer> left = some(random, round);
      NavigableSet<Integer> right = some(random, round);
      PartitionSet set = read(setOf(left));
      check(set, left);
      TreeSet<Integer> both = new TreeSet<>(left);
      both.retainAll(right);
      check(set.and(setOf(right)), both);
      assertThat(set.containsAll(setOf(right))).isEqualTo(left.containsAll(right));
      check(set.and(PartitionSet.ALL), left);
      check(PartitionSet.ALL.and(set), left);
      assertThat(PartitionSet.ALL.containsAll(set)).isTrue();
      assertThat(set.containsAll(PartitionSet.ALL)).isFalse();
    }
  }

  @Test
  void all_hasAll() throws IOException {
    PartitionSet all = read(PartitionSet.ALL);
    assertThat(all.contains(0)).isTrue();
    assertThat(all.contains(Integer.MAX_VALUE)).isTrue();
    assertThat(all.isEmpty()).isFalse();
    assertThat(all.nextFrom(17)).isEqualTo(17);
    assertThat(all.containsAll(PartitionSet.ALL)).isTrue();
  }

  @Test
  void write_ofARun_takesFewBytes() throws IOException {
    int[] run = new int[10_000];
    for (int i = 0; i < run.length; i++) {
      run[i] = i;
    }
    EncodeBuffer out = new EncodeBuffer();
    PartitionSet.of(run).write(out);
    assertThat(out.size()).isLessThan(6);
  }

  private static void check(PartitionSet set, NavigableSet<Integer> expected) {
    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(set.isEmpty()).isEqualTo(expected.isEmpty());
    for (int i = 0; i < PARTITIONS; i++) {
      assertThat(set.contains(i)).isEqualTo(expected.contains(i));
      Integer next = expected.ceiling(i);
      assertThat(set.nextFrom(i)).isEqualTo(next == null ? -1 : next);
    }
  }

  private static PartitionSet read(PartitionSet set) throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    set.write(out);
    return PartitionSet.read(new ArrayInput(out.toByteArray()));
  }

  private static PartitionSet setOf(NavigableSet<Integer> members) {
    return PartitionSet.of(members.stream().mapToInt(Integer::intValue).toArray());
  }

  private static NavigableSet<Integer> some(SplittableRandom random, int round) {
    TreeSet<Integer> members = new TreeSet<>();
    for (int i = 0; i < PARTITIONS; i++) {
      if (random.nextInt(200) < round) {
        members.add(i);
      }
    }
    return members;
  }
}
