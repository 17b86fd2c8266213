// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of the arrangements and their numbers, which record keys begin with. */
final class Arrangements {
  private static final int MAX_COUNT = 1 << 16;
  private static final int NO_NUMBER = -1;

  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Numbers names in their order. */
  Arrangements(List<String> names) {
    this.names = new ArrayList<>(names);
    for (String name : names) {
      numbers.put(name, numbers.size());
    }
  }

  /** Returns the names, each at its number. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Returns the number of a name, or a negative one if it has none. */
  int find(String name) {
    return numbers.getOrDefault(name, NO_NUMBER);
  }

  /** Returns the number of a name, a new one if it has none. */
  int findOrAdd(String name) {
    int found = find(name);
    if (found >= 0) {
      return found;
    }
    if (names.size() == MAX_COUNT) {
      throw new IllegalStateException(
          "A store holds at most " + MAX_COUNT + " arrangements; there is no room for " + name);
    }
    numbers.put(name, names.size());
    names.add(name);
    return names.size() - 1;
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
