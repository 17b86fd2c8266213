// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** An immutable set of partitions. */
final class PartitionSet {
  /** All that there may be. */
  static final PartitionSet ALL = new PartitionSet(null);

  private final @Nullable BitSet members;

  private PartitionSet(@Nullable BitSet members) {
    this.members = members;
  }

  static PartitionSet of(int... partitions) {
    BitSet members = new BitSet();
    for (int partition : partitions) {
      members.set(partition);
    }
    return new PartitionSet(members);
  }

  boolean contains(int partition) {
    return members == null ? partition >= 0 : members.get(partition);
  }

  boolean isEmpty() {
    return members != null && members.isEmpty();
  }

  /** Returns the number of members, at most the largest {@code int}. */
  int size() {
    return members == null ? Integer.MAX_VALUE : members.cardinality();
  }

  /** Returns the first member not less than a number, or a negative number. */
  int nextFrom(int partition) {
    return members == null ? partition : members.nextSetBit(partition);
  }

  PartitionSet and(PartitionSet other) {
    if (members == null) {
      return other;
    }
    if (other.members == null) {
      return this;
    }
    BitSet both = (BitSet) members.clone();
    both.and(other.members);
    return new PartitionSet(both);
  }

  /** Returns whether a set has all members of another. */
  boolean containsAll(PartitionSet other) {
    return members == null || (other.members != null && and(other).size() == other.size());
  }

  /** Writes whether it is the set of all, or the number of runs and for each its gap and length. */
  void write(OutputStream out) throws IOException {
    if (members == null) {
      Varint.write(0, out);
      return;
    }
    int runs = 0;
    for (int from = members.nextSetBit(0); from >= 0; from = nextRun(members, from)) {
      runs++;
    }
    Varint.write(runs + 1L, out);
    int end = 0;
    for (int from = members.nextSetBit(0); from >= 0; from = nextRun(members, from)) {
      Varint.write((long) from - end, out);
      end = members.nextClearBit(from);
      Varint.write((long) end - from, out);
    }
  }

  static PartitionSet read(ChunkedInput in) throws IOException {
    long runs = in.readVarint() - 1;
    if (runs < 0) {
      return ALL;
    }
    BitSet members = new BitSet();
    int end = 0;
    for (; runs > 0; runs--) {
      int from = end + (int) in.readVarint();
      end = from + (int) in.readVarint();
      members.set(from, end);
    }
    return new PartitionSet(members);
  }

  private static int nextRun(BitSet members, int from) {
    return members.nextSetBit(members.nextClearBit(from));
  }
}
