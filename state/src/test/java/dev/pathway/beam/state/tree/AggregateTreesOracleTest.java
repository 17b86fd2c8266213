// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of groups, which are small and large by turns: after every epoch each group is
 * aggregated exactly as it is from scratch, order and all.
 */
class AggregateTreesOracleTest {
  private static final int STEPS = 14;
  private static final int GROUPS = 4;
  private static final long BIG = 1 << 26;

  @TempDir Path base;

  static Stream<Long> seeds() {
    return Seeds.of(AggregateTreesOracleTest.class, Integer.getInteger("state.treeHistories", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_randomHistory_isAsFromScratch(long seed) throws Exception {
    Seeds.check(seed, STEPS, this::check);
  }

  private void check(long seed, int steps) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    TreeShape shape = new TreeShape(1 + random.nextInt(4), 4 + random.nextInt(5));
    Map<String, Map<Long, Long>> contents = new TreeMap<>();
    Path folder = Files.createTempDirectory(base, "history");
    try (TreeFixture<String> fixture =
            new TreeFixture<>(
                folder, Shape.CODEC, new Shape(), shape, random.nextBoolean() ? 1 : BIG);
        TreeFixture<String> scratch =
            new TreeFixture<>(
                Files.createTempDirectory(base, "scratch"), Shape.CODEC, new Shape(), shape, BIG)) {
      for (int step = 0; step < steps; step++) {
        Map<String, Map<Long, Long>> changes = new TreeMap<>();
        for (int group = 0; group < GROUPS; group++) {
          changes.put("g" + group, change(contents.getOrDefault("g" + group, Map.of()), random));
        }
        if (random.nextInt(6) == 0) {
          fixture.epoch(false, epoch -> add(changes, epoch));
        }
        Map<String, Aggregate<String>> results = fixture.epoch(epoch -> add(changes, epoch));
        changes.forEach((group, diffs) -> apply(contents, group, diffs));

        assertThat(results).isEqualTo(scratch.epoch(false, epoch -> add(contents, epoch)));
        Map<String, Map<Long, Long>> values = new TreeMap<>();
        results.forEach((group, made) -> values.put(group, Shape.values(made.accumulator())));
        assertThat(values).isEqualTo(contents);
        if (random.nextInt(4) == 0) {
          fixture.reopen();
        }
      }
    }
  }

  /** Returns by how much inputs of a group change: little, much, all, or not at all. */
  private static Map<Long, Long> change(Map<Long, Long> before, SplittableRandom random) {
    Map<Long, Long> diffs = new HashMap<>();
    int kind = random.nextInt(8);
    if (kind == 0) {
      before.forEach((input, weight) -> diffs.put(input, -weight));
    }
    double share = kind <= 2 ? 0.02 : kind == 3 ? 0.9 : 0;
    before.forEach(
        (input, weight) -> {
          if (random.nextDouble() < share) {
            diffs.put(input, -1 - random.nextLong(weight));
          }
        });
    int insertions = kind == 4 ? random.nextInt(150) : kind <= 6 ? random.nextInt(4) : 0;
    for (; insertions > 0; insertions--) {
      long copies = random.nextInt(20) == 0 ? 1 + random.nextInt(60) : 1;
      diffs.merge(random.nextLong(-500, 500), copies, Long::sum);
    }
    return diffs;
  }

  private static void add(Map<String, Map<Long, Long>> changes, TreeFixture.Epoch epoch)
      throws IOException {
    for (var group : changes.entrySet()) {
      for (var each : group.getValue().entrySet()) {
        epoch.add(group.getKey(), each.getKey(), each.getValue());
      }
    }
  }

  private static void apply(
      Map<String, Map<Long, Long>> contents, String group, Map<Long, Long> diffs) {
    Map<Long, Long> values = contents.computeIfAbsent(group, key -> new TreeMap<>());
    diffs.forEach(
        (input, diff) -> {
          if (values.merge(input, diff, Long::sum) == 0) {
            values.remove(input);
          }
        });
    if (values.isEmpty()) {
      contents.remove(group);
    }
  }
}
