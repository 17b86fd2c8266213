// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cells in no order, each at most once, and at a slot that it knows: adding and removing take
 * constant time and no memory for each.
 */
final class CellList {
  private static final int FIRST_LENGTH = 16;

  private final int number;
  private @Nullable KeyCell[] cells = new @Nullable KeyCell[FIRST_LENGTH];
  private int size;

  /** Creates a list, one of the {@value KeyCell#LISTS} that a cell can be in. */
  CellList(int number) {
    this.number = number;
  }

  int size() {
    return size;
  }

  boolean contains(KeyCell cell) {
    return cell.slot(number) >= 0;
  }

  KeyCell get(int index) {
    KeyCell cell = cells[index];
    if (cell == null || index >= size) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    return cell;
  }

  /** Adds a cell unless it is there. */
  void add(KeyCell cell) {
    if (!contains(cell)) {
      if (size == cells.length) {
        cells = Arrays.copyOf(cells, 2 * size);
      }
      cell.setSlot(number, size);
      cells[size++] = cell;
    }
  }

  /** Removes a cell if it is there; the last one takes its slot. */
  void remove(KeyCell cell) {
    int slot = cell.slot(number);
    if (slot >= 0) {
      KeyCell last = get(size - 1);
      size--;
      cells[slot] = last;
      last.setSlot(number, slot);
      cells[size] = null;
      cell.setSlot(number, -1);
    }
  }
}
