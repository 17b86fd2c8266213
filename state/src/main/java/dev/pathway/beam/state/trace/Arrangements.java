// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of the arrangements and their numbers, which record keys begin with. Once no segment
 * has anything of an arrangement, its number becomes free for another.
 */
final class Arrangements {
  private static final int MAX_COUNT = 1 << 16;
  private static final int NO_NUMBER = -1;

  /** What is in the place of a name whose number is free. */
  private static final String FREE = "";

  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /** Takes names as {@link #names} returns them. */
  Arrangements(List<String> names) {
    this.names = new ArrayList<>(names);
    for (int number = 0; number < names.size(); number++) {
      if (names.get(number).equals(FREE)) {
        free.add(number);
      } else {
        numbers.put(names.get(number), number);
      }
    }
  }

  /** Returns the names, each at its number; empty ones at numbers that are free. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Returns the names that have a number. */
  List<String> numbered() {
    return names.stream().filter(name -> !name.equals(FREE)).toList();
  }

  /** Frees all numbers but those of which some segment has records. */
  void keepOnly(Set<Integer> used) {
    for (int number = 0; number < names.size(); number++) {
      if (!used.contains(number) && numbers.remove(names.get(number)) != null) {
        names.set(number, FREE);
        free.add(number);
      }
    }
  }

  /** Returns the number of a name, or a negative one if it has none. */
  int find(String name) {
    return numbers.getOrDefault(name, NO_NUMBER);
  }

  /** Returns the number of a name; one that is free, or else a new one, if it has none. */
  int findOrAdd(String name) {
    int found = find(name);
    return found >= 0 ? found : add(name);
  }

  private int add(String name) {
    int number = free.isEmpty() ? names.size() : free.remove();
    if (number == MAX_COUNT) {
      throw new IllegalStateException(
          "A store holds at most " + MAX_COUNT + " arrangements; there is no room for " + name);
    }
    if (number == names.size()) {
      names.add(name);
    } else {
      names.set(number, name);
    }
    numbers.put(name, number);
    return number;
  }

  /** Returns what the record keys of an arrangement begin with. */
  static byte[] prefix(int number) {
    return new byte[] {(byte) (number >>> Byte.SIZE), (byte) number};
  }

  /** Returns the number of the arrangement to which a record belongs, from its key. */
  static int number(byte[] recordKey) {
    return Byte.toUnsignedInt(recordKey[0]) << Byte.SIZE | Byte.toUnsignedInt(recordKey[1]);
  }
}
