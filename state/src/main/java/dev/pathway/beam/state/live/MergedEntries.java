// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A cursor over the entries of several others, of which the first that has a key counts. */
final class MergedEntries implements EntryCursor {
  private final PriorityQueue<Source> sources = new PriorityQueue<>();
  private @Nullable Source current;

  /** Merges cursors, from the newest to the oldest. */
  MergedEntries(List<? extends EntryCursor> newestFirst) throws IOException {
    int age = 0;
    for (EntryCursor cursor : newestFirst) {
      add(new Source(cursor, age++));
    }
  }

  private record Source(EntryCursor cursor, int age) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int order = compareKey(other);
      return order != 0 ? order : Integer.compare(age, other.age);
    }

    int compareKey(Source other) {
      return Arrays.compareUnsigned(
          cursor.key(), 0, cursor.keyLength(), other.cursor.key(), 0, other.cursor.keyLength());
    }
  }

  @Override
  public boolean next() throws IOException {
    if (current != null) {
      add(current);
    }
    Source least = sources.poll();
    current = least;
    if (least == null) {
      return false;
    }
    for (Source each = sources.peek();
        each != null && each.compareKey(least) == 0;
        each = sources.peek()) {
      sources.remove();
      add(each);
    }
    return true;
  }

  @Override
  public byte[] key() {
    return at().key();
  }

  @Override
  public int keyLength() {
    return at().keyLength();
  }

  @Override
  public byte @Nullable [] value() throws IOException {
    return at().value();
  }

  private EntryCursor at() {
    if (current == null) {
      throw new IllegalStateException("There is no entry");
    }
    return current.cursor;
  }

  private void add(Source source) throws IOException {
    if (source.cursor.next()) {
      sources.add(source);
    }
  }
}
