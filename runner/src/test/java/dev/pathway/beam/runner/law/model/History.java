// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What a source holds from epoch to epoch, the same for the same seed. */
final class History {
  private static final int MAX_ROWS = 200;
  private static final int FEW_ROWS = 12;

  private final Random random;
  private final List<Row> rows = new ArrayList<>();

  private History(long seed) {
    random = new Random(seed);
  }

  /** Returns the rows in each of some epochs. */
  static List<List<Row>> of(long seed, int epochs) {
    History history = new History(seed);
    List<List<Row>> all = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      if (epoch == 0) {
        history.begin();
      } else {
        history.goOn();
      }
      // What a row is does not depend on where it stands.
      List<Row> shuffled = new ArrayList<>(history.rows);
      Collections.shuffle(shuffled, history.random);
      all.add(List.copyOf(shuffled));
    }
    return List.copyOf(all);
  }

  private void begin() {
    insert(
        switch (random.nextInt(8)) {
          case 0, 1 -> 0;
          case 2 -> random.nextInt(MAX_ROWS);
          default -> random.nextInt(FEW_ROWS);
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
      case 4 -> insert(1 + random.nextInt(4));
      case 5 -> remove(1 + random.nextInt(4));
      case 6 -> duplicate();
      default -> {
        remove(random.nextInt(4));
        insert(random.nextInt(4));
        change(random.nextInt(3));
        duplicate();
      }
    }
  }

  private void insert(int count) {
    for (int i = 0; i < count && rows.size() < MAX_ROWS; i++) {
      rows.add(row(random.nextInt(6) - 2, random.nextInt(105) - 5));
    }
  }

  private Row row(int key, long value) {
    long time = Windows.UNIT * (random.nextInt(120) - 20);
    return new Row(key, value, time, Span.GLOBAL, false);
  }

  private void remove(int count) {
    for (int i = 0; i < count && !rows.isEmpty(); i++) {
      rows.remove(random.nextInt(rows.size()));
    }
  }

  /** Gives rows another value or time. */
  private void change(int count) {
    for (int i = 0; i < count && !rows.isEmpty(); i++) {
      int place = random.nextInt(rows.size());
      Row row = rows.get(place);
      rows.set(
          place,
          random.nextBoolean()
              ? row.with(row.key(), row.value() + 1)
              : row(row.key(), row.value()));
    }
  }

  private void removeKey() {
    if (!rows.isEmpty()) {
      int key = rows.get(random.nextInt(rows.size())).key();
      rows.removeIf(row -> row.key() == key);
    }
  }

  private void duplicate() {
    if (!rows.isEmpty() && rows.size() < MAX_ROWS) {
      rows.add(rows.get(random.nextInt(rows.size())));
    }
  }
}
