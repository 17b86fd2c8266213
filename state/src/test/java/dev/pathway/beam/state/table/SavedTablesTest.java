// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.LongListCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that hand out what is new in them, and are made again of that, against a map. */
class SavedTablesTest {
  private static final Codec<byte[]> VALUES = new NullableCodec<>(BasicCodecs.byteArrays());

  @TempDir Path base;

  static Stream<Long> seeds() {
    return Seeds.of(SavedTablesTest.class, 20);
  }

  /** Where what a combine table handed out is kept. */
  private record Slot(TestKey key, int generation) {}

  /** What a combine table handed out. */
  private record Saved(List<Long> accumulator, long mark) {}

  /** What a group table handed out. */
  private record Part(TestKey key, long mark, long size, ByteBuffer values) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void combine_ampleMemory_isWhatWasSaved(long seed) throws Exception {
    SpillFixture.checkAmple(seed, base, SavedTablesTest::compareCombine);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void combine_scarceMemory_isWhatWasSaved(long seed) throws Exception {
    SpillFixture.checkScarce(seed, base, SavedTablesTest::compareCombine);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void group_ampleMemory_isWhatWasSaved(long seed) throws Exception {
    SpillFixture.checkAmple(seed, base, SavedTablesTest::compareGroups);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void group_scarceMemory_isWhatWasSaved(long seed) throws Exception {
    SpillFixture.checkScarce(seed, base, SavedTablesTest::compareGroups);
  }

  private static void compareCombine(SpillFixture fixture, SplittableRandom random, int steps)
      throws IOException {
    int keys = 1 << random.nextInt(1, 11);
    Map<TestKey, List<Long>> expected = new HashMap<>();
    Map<TestKey, Long> marks = new HashMap<>();
    Map<Slot, Saved> saved = new HashMap<>();
    CombineTable<TestKey, Long, List<Long>> table = combineTable(fixture, saved);
    try {
      for (int i = 0; i < steps; i++) {
        TestKey key = TestKey.random(random, keys);
        long value = random.nextLong(1000);
        table.add(key, value, value);
        expected.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        marks.merge(key, value, Math::min);
        if (random.nextInt(200) == 0) {
          table.saveChanges();
        }
        if (random.nextInt(500) == 0) {
          table.saveChanges();
          table.close();
          table = restored(fixture, saved, random);
        }
      }
      Map<TestKey, List<Long>> actual = new HashMap<>();
      try (CombinedIterator<TestKey, List<Long>> results = table.seal()) {
        while (results.advance()) {
          actual.put(results.key(), results.accumulator());
          assertThat(results.mark()).isEqualTo(marks.get(results.key()));
        }
      }
      actual.values().forEach(list -> list.sort(null));
      expected.values().forEach(list -> list.sort(null));
      assertThat(actual).isEqualTo(expected);
    } finally {
      table.close();
    }
  }

  private static CombineTable<TestKey, Long, List<Long>> combineTable(
      SpillFixture fixture, Map<Slot, Saved> saved) {
    CombineTable<TestKey, Long, List<Long>> table =
        new CombineTable<>(
            TestKey.CODEC,
            new LongListCodec(),
            new Collecting(),
            Math::min,
            fixture.memory(),
            fixture::directory);
    table.saveTo(
        (key, accumulator, mark) ->
            saved.put(
                new Slot(key, table.generation()), new Saved(List.copyOf(accumulator), mark)));
    return table;
  }

  private static CombineTable<TestKey, Long, List<Long>> restored(
      SpillFixture fixture, Map<Slot, Saved> saved, SplittableRandom random) throws IOException {
    CombineTable<TestKey, Long, List<Long>> table = combineTable(fixture, saved);
    int generations = 0;
    Map<Slot, Saved> before = Map.copyOf(saved);
    for (Map.Entry<Slot, Saved> each : shuffled(before.entrySet(), random)) {
      Saved held = each.getValue();
      table.restore(each.getKey().key, new ArrayList<>(held.accumulator), held.mark);
      generations = Math.max(generations, each.getKey().generation + 1);
    }
    table.restored(generations);
    assertThat(saved).isEqualTo(before);
    return table;
  }

  private static <T> List<T> shuffled(Iterable<T> items, SplittableRandom random) {
    List<T> all = new ArrayList<>();
    items.forEach(all::add);
    for (int i = all.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      T item = all.get(i);
      all.set(i, all.get(other));
      all.set(other, item);
    }
    return all;
  }

  private static void compareGroups(SpillFixture fixture, SplittableRandom random, int steps)
      throws IOException {
    int keys = 1 << random.nextInt(1, 11);
    Map<TestKey, List<String>> expected = new HashMap<>();
    Map<TestKey, Long> marks = new HashMap<>();
    List<Part> saved = new ArrayList<>();
    long sizes = 0;
    GroupTable<TestKey, byte[]> table = groupTable(fixture, saved);
    try {
      for (int i = 0; i < steps; i++) {
        TestKey key = TestKey.random(random, keys);
        byte[] value = new byte[random.nextInt(100) == 0 ? 10_000 : random.nextInt(40)];
        Arrays.fill(value, (byte) random.nextInt());
        long mark = random.nextLong(1000);
        table.add(key, value, mark);
        expected.computeIfAbsent(key, k -> new ArrayList<>()).add(Arrays.toString(value));
        marks.merge(key, mark, Math::min);
        sizes++;
        if (random.nextInt(100) == 0) {
          table.saveAdded();
          assertThat(saved.stream().mapToLong(Part::size).sum()).isEqualTo(sizes);
        }
        if (random.nextInt(500) == 0) {
          table.saveAdded();
          table.close();
          table = groupTable(fixture, saved);
          for (Part part : List.copyOf(saved)) {
            byte[] shifted = new byte[part.values.capacity() + 3];
            part.values.get(0, shifted, 3, part.values.capacity());
            table.restore(part.key, part.mark, part.size, shifted, 3);
          }
          table.saveAdded();
          assertThat(saved.stream().mapToLong(Part::size).sum()).isEqualTo(sizes);
        }
      }
      Map<TestKey, List<String>> actual = new HashMap<>();
      try (Groups<TestKey, byte[]> groups = table.seal()) {
        for (Group<TestKey, byte[]> group : groups) {
          List<String> values = new ArrayList<>();
          group.values().forEach(value -> values.add(Arrays.toString(value)));
          actual.put(group.key(), values);
          assertThat(group.mark()).isEqualTo(marks.get(group.key()));
          assertThat(group.size()).isEqualTo(values.size());
        }
      }
      actual.values().forEach(list -> list.sort(null));
      expected.values().forEach(list -> list.sort(null));
      assertThat(actual).isEqualTo(expected);
    } finally {
      table.close();
    }
  }

  private static GroupTable<TestKey, byte[]> groupTable(SpillFixture fixture, List<Part> saved) {
    GroupTable<TestKey, byte[]> table = fixture.groups(TestKey.CODEC, VALUES);
    table.saveTo(
        (key, mark, size, values) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          values.writeTo(bytes::write);
          saved.add(new Part(key, mark, size, ByteBuffer.wrap(bytes.toByteArray())));
        });
    return table;
  }
}
