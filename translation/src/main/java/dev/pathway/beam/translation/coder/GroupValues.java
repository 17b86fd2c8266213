// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The values of a group as user code sees them. Read lazily, each time anew; written by Java
 * serialisation, which coders of user types may use, as a list.
 */
final class GroupValues implements Iterable<@Nullable Object>, Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MAX_VALUES_SHOWN = 100;

  private final transient Iterable<?> values;

  GroupValues(Iterable<?> values) {
    this.values = values;
  }

  @Override
  @SuppressWarnings("unchecked") // iterators only give
  public Iterator<@Nullable Object> iterator() {
    return (Iterator<@Nullable Object>) values.iterator();
  }

  private List<@Nullable Object> copy() {
    List<@Nullable Object> list = new ArrayList<>();
    forEach(list::add);
    return list;
  }

  private Object writeReplace() {
    return copy();
  }

  /** Returns the first values: all of them may be more than memory holds. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    int shown = 0;
    for (Object value : values) {
      if (shown++ == MAX_VALUES_SHOWN) {
        text.add("...");
        break;
      }
      text.add(String.valueOf(value));
    }
    return text.toString();
  }
}
