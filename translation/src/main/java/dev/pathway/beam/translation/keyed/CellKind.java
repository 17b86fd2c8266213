// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

/** The kinds of state, with the numbers that stand for them where they are stored. */
enum CellKind {
  VALUE(1),
  BAG(2),
  SET(3),
  MAP(4),
  MULTIMAP(5),
  ORDERED_LIST(6),
  COMBINING(7),
  HOLD(8);

  private final int number;

  CellKind(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /**
   * Returns the kind with a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static CellKind of(int number) {
    for (CellKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("there is no kind of state with number " + number);
  }
}
