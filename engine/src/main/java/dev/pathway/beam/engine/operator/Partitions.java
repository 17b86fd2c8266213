// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which destination, a worker of the consuming stage, a key's hash belongs to. Immutable. */
public final class Partitions {
  private final int self;
  private final int[] destinationOf;
  private final int[] representatives;

  /**
   * Creates the table.
   *
   * @param destinationOf for each partition the destination that owns it
   * @param destinations the number of destinations, each of which owns at least one partition
   * @param self the destination that is nearest: the worker with the same index
   */
  public Partitions(int[] destinationOf, int destinations, int self) {
    this.self = self;
    this.destinationOf = destinationOf.clone();
    representatives = new int[destinations];
    Arrays.fill(representatives, -1);
    for (int partition = destinationOf.length - 1; partition >= 0; partition--) {
      representatives[destinationOf[partition]] = partition;
    }
    for (int destination = 0; destination < destinations; destination++) {
      if (representatives[destination] < 0) {
        throw new IllegalArgumentException(
            "destination "
                + destination
                + " of "
                + destinations
                + " owns none of the "
                + destinationOf.length
                + " partitions: lower the parallelism or raise the partition count");
      }
    }
  }

  /** Returns the number of destinations. */
  int destinations() {
    return representatives.length;
  }

  /** Returns the nearest destination, the one to begin with where rows go to all in turn. */
  int self() {
    return self;
  }

  /** Returns one of the partitions that a destination owns. */
  int representative(int destination) {
    return representatives[destination];
  }

  /** Returns the destination for a hash. */
  int destination(int hash) {
    return destinationOf[partition(hash)];
  }

  /** Returns whether a partition belongs to the nearest destination. */
  boolean owns(int partition) {
    return destinationOf[partition] == self;
  }

  /** Returns whether the partition of a hash belongs to the nearest destination. */
  boolean ownsHash(int hash) {
    return owns(partition(hash));
  }

  /** Returns the partitions that belong to the nearest destination, in ascending order. */
  int[] owned() {
    return IntStream.range(0, destinationOf.length).filter(this::owns).toArray();
  }

  /** Returns the next partition that belongs to the nearest destination, or a negative number. */
  int nextOwned(int partition) {
    for (int next = partition + 1; next < destinationOf.length; next++) {
      if (owns(next)) {
        return next;
      }
    }
    return -1;
  }

  /** Returns the partition of a hash. */
  int partition(int hash) {
    // Partitions are taken from the high bits, which depend on all bits of the hash code. The
    // factor must not be that
    // of the tables' slots: all keys of a worker would crowd into the same few ranges of slots.
    int spread = (hash ^ (hash >>> 15)) * 0x85EBCA6B;
    return (int) ((Integer.toUnsignedLong(spread) * destinationOf.length) >>> 32);
  }
}
