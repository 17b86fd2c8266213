// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of batches, over random histories. */
class BatchTest {
  private static final int TIMES = 6;

  static Stream<Long> seeds() {
    return Seeds.of(BatchTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void read_atEachTime_equalsCollectionFromScratch(long seed) throws Exception {
    Seeds.check(
        seed,
        80,
        (s, steps) -> {
          List<Change> history = history(s, steps);
          Batch batch = seal(history, 0);
          for (long time = 0; time < TIMES; time++) {
            assertThat(read(batch, time)).isEqualTo(scratch(history, time));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compact_since_preservesReadsFromThere(long seed) throws Exception {
    Seeds.check(
        seed,
        80,
        (s, steps) -> {
          List<Change> history = history(s, steps);
          for (long since = 0; since <= TIMES + 1; since++) {
            Batcher batcher = new Batcher();
            batcher.addAll(seal(history, since / 2));
            Batch compacted = batcher.seal(0, TIMES, since);
            assertThat(compacted.since()).isEqualTo(since);
            for (long time = since; time < TIMES + 2; time++) {
              assertThat(read(compacted, time)).isEqualTo(scratch(history, time));
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_again_changesNothing(long seed) throws Exception {
    Seeds.check(
        seed,
        80,
        (s, steps) -> {
          Batch once = seal(history(s, steps), 0);
          Batcher batcher = new Batcher();
          batcher.addAll(once);
          assertThat(dump(batcher.seal(0, TIMES, 0))).isEqualTo(dump(once));
        });
  }

  private static List<Change> history(long seed, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Change> history = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      history.add(
          new Change(
              "k".repeat(random.nextInt(4)),
              "v".repeat(random.nextInt(4)),
              random.nextInt(TIMES),
              random.nextInt(-1, 2)));
    }
    return history;
  }

  private static Batch seal(List<Change> history, long since) {
    Batcher batcher = new Batcher();
    for (Change change : history) {
      batcher.add(
          change.key.getBytes(UTF_8), change.value.getBytes(UTF_8), change.time, change.diff);
    }
    return batcher.seal(0, TIMES, since);
  }

  private static Map<String, Long> scratch(List<Change> history, long time) {
    Map<String, Long> collection = new TreeMap<>();
    for (Change change : history) {
      if (change.time <= time) {
        collection.merge(change.key + "=" + change.value, change.diff, Long::sum);
      }
    }
    collection.values().removeIf(copies -> copies == 0);
    return collection;
  }

  private static Map<String, Long> read(Batch batch, long time) {
    Map<String, Long> collection = new TreeMap<>();
    for (Cursor cursor = batch.cursor(); cursor.keyValid(); cursor.nextKey()) {
      for (; cursor.valueValid(); cursor.nextValue()) {
        long copies = 0;
        for (int i = 0; i < cursor.updates(); i++) {
          copies += cursor.time(i) <= time ? cursor.diff(i) : 0;
        }
        if (copies != 0) {
          collection.put(text(cursor.key()) + "=" + text(cursor.value()), copies);
        }
      }
    }
    return collection;
  }

  private static List<String> dump(Batch batch) {
    List<String> lines = new ArrayList<>();
    for (Cursor cursor = batch.cursor(); cursor.keyValid(); cursor.nextKey()) {
      for (; cursor.valueValid(); cursor.nextValue()) {
        for (int i = 0; i < cursor.updates(); i++) {
          lines.add(
              String.format(
                  "%s=%s %d %+d",
                  text(cursor.key()), text(cursor.value()), cursor.time(i), cursor.diff(i)));
        }
      }
    }
    return lines;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private record Change(String key, String value, long time, long diff) {}
}
