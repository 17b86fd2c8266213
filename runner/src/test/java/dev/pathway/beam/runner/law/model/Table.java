// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.List;
import java.util.function.Function;

/**
 * What a collection holds at one moment.
 *
 * @param rows the elements, one for each window that an element is in
 * @param windowing how it is windowed
 * @param merged whether its windows were merged before
 */
record Table(List<Row> rows, Windowing windowing, boolean merged) {
  Table {
    rows = List.copyOf(rows);
  }

  /** Returns other rows in the same windows. */
  Table of(List<Row> others) {
    return new Table(others, windowing, merged);
  }

  /** Returns what a function makes of each row, in the same windows. */
  Table each(Function<Row, List<Row>> function) {
    return of(rows.stream().map(function).flatMap(List::stream).toList());
  }

  /** Returns the same rows, whose groups get other timestamps. */
  Table stamped(Windowing.Stamp stamp) {
    return new Table(rows, windowing.stamped(stamp), merged);
  }

  /** Returns what was made of groups. */
  Table grouped(List<Row> others) {
    return new Table(others, windowing, windowing.windows() == Windows.SESSIONS);
  }
}
