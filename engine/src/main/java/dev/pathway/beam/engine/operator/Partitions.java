package dev.pathway.beam.engine.operator;

/** Which destination, a processor of the consuming stage, a key's hash belongs to. Immutable. */
public final class Partitions {
  private final int[] destinationOf;
  private final int[] representatives;

  /**
   * Creates the table.
   *
   * @param destinationOf for each partition the destination that owns it
   * @param destinations the number of destinations, each of which owns at least one partition
   */
  public Partitions(int[] destinationOf, int destinations) {
    this.destinationOf = destinationOf.clone();
    representatives = new int[destinations];
    java.util.Arrays.fill(representatives, -1);
    for (int partition = destinationOf.length - 1; partition >= 0; partition--) {
      representatives[destinationOf[partition]] = partition;
    }
    for (int destination = 0; destination < destinations; destination++) {
      if (representatives[destination] < 0) {
        throw new IllegalArgumentException(
            "destination " + destination + " of " + destinations + " owns none of the " + destinationOf.length
                + " partitions: lower the parallelism or raise the partition count");
      }
    }
  }

  /** Returns the number of destinations. */
  int destinations() {
    return representatives.length;
  }

  /** Returns one of the partitions that a destination owns. */
  int representative(int destination) {
    return representatives[destination];
  }

  /** Returns the destination for a hash. */
  int destination(int hash) {
    // Fibonacci hashing: hash codes of small integers differ in their low bits only, and partitions are taken from
    // the high ones.
    long spread = (hash * 0x9E3779B9) & 0xFFFFFFFFL;
    return destinationOf[(int) (spread * destinationOf.length >>> 32)];
  }
}
