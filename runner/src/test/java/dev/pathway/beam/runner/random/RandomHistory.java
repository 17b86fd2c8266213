// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** What a source of a random pipeline holds from epoch to epoch, the same for the same seed. */
final class RandomHistory {
  private static final int MAX_ROWS = 200;

  private final SplittableRandom random;
  private final List<TimestampedValue<KV<Integer, Long>>> rows = new ArrayList<>();

  private RandomHistory(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns the rows in an epoch, from 0 up. */
  static List<TimestampedValue<KV<Integer, Long>>> rows(long seed, int epoch) {
    RandomHistory history = new RandomHistory(seed);
    history.begin();
    for (int i = 0; i < epoch; i++) {
      history.goOn();
    }
    // What a row is does not depend on where it stands.
    List<TimestampedValue<KV<Integer, Long>>> shuffled = new ArrayList<>();
    for (TimestampedValue<KV<Integer, Long>> row : history.rows) {
      shuffled.add(history.random.nextInt(shuffled.size() + 1), row);
    }
    return shuffled;
  }

  private void begin() {
    insert(
        switch (random.nextInt(8)) {
          case 0, 1 -> 0;
          case 2 -> random.nextInt(MAX_ROWS);
          default -> random.nextInt(12);
        });
  }

  private void goOn() {
    switch (random.nextInt(10)) {
      case 0 -> rows.clear();
      case 1 -> removeKey();
      case 2 -> {
        rows.clear();
        begin();
      }
      case 3 -> {
        // Nothing changes.
      }
      case 4 -> insert(random.nextInt(1, 5));
      case 5 -> remove(random.nextInt(1, 5));
      case 6 -> duplicate();
      default -> {
        remove(random.nextInt(4));
        insert(random.nextInt(4));
        duplicate();
      }
    }
  }

  private void insert(int count) {
    for (int i = 0; i < count && rows.size() < MAX_ROWS; i++) {
      KV<Integer, Long> pair = KV.of(random.nextInt(-2, 4), random.nextLong(-5, 100));
      rows.add(TimestampedValue.of(pair, Instant.ofEpochMilli(random.nextLong(-20, 100))));
    }
  }

  private void remove(int count) {
    for (int i = 0; i < count && !rows.isEmpty(); i++) {
      rows.remove(random.nextInt(rows.size()));
    }
  }

  private void removeKey() {
    if (!rows.isEmpty()) {
      Integer key = rows.get(random.nextInt(rows.size())).getValue().getKey();
      rows.removeIf(row -> row.getValue().getKey().equals(key));
    }
  }

  private void duplicate() {
    if (!rows.isEmpty() && rows.size() < MAX_ROWS) {
      rows.add(rows.get(random.nextInt(rows.size())));
    }
  }
}
