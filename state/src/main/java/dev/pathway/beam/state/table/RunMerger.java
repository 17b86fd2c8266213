// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import dev.pathway.beam.state.segment.SegmentSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A place in several sorted runs at once that moves from key to key.
 *
 * <p>Holds one block of each run in memory. Thread-confined.
 */
final class RunMerger {
  private final PriorityQueue<Source> waiting = new PriorityQueue<>();

  /**
   * The runs that have the key; not moved on before the next key is asked for, so that they hold
   * it.
   */
  private final List<Source> current = new ArrayList<>();

  /**
   * Starts before the first key.
   *
   * @param runs in the order in which the parts of a key are to be given
   */
  RunMerger(List<Segment> runs) throws IOException {
    for (int i = 0; i < runs.size(); i++) {
      Source source = new Source(i, runs.get(i).read());
      if (source.reader.next()) {
        waiting.add(source);
      }
    }
  }

  /** Moves to the next key; returns whether there is one. */
  boolean next() throws IOException {
    for (Source source : current) {
      if (source.reader.next()) {
        waiting.add(source);
      }
    }
    current.clear();
    Source least = waiting.poll();
    if (least == null) {
      return false;
    }
    current.add(least);
    for (Source next = waiting.peek();
        next != null && next.compareKey(least) == 0;
        next = waiting.peek()) {
      current.add(waiting.remove());
    }
    return true;
  }

  /** Returns an array that starts with the run key; it changes with {@link #next}. */
  byte[] runKey() {
    return current.get(0).reader.key();
  }

  /** Returns the length of the run key. */
  int runKeyLength() {
    return current.get(0).reader.keyLength();
  }

  /** Returns the payloads of the key, in the order of the runs that have it. */
  List<SegmentSlice> parts() {
    List<SegmentSlice> parts = new ArrayList<>(current.size());
    for (Source source : current) {
      parts.add(source.reader.payload());
    }
    return parts;
  }

  /** One run, ordered by the key it is at and then by its number. */
  private record Source(int number, SegmentReader reader) implements Comparable<Source> {

    int compareKey(Source other) {
      return reader.compareKey(other.reader.key(), other.reader.keyLength());
    }

    @Override
    public int compareTo(Source other) {
      int byKey = compareKey(other);
      return byKey != 0 ? byKey : Integer.compare(number, other.number);
    }
  }
}
