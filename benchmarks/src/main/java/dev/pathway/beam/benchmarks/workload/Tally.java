// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

/** A digest in the making. */
final class Tally {

  private long count;
  private long checksum;

  /** Adds one element, given by its hash. */
  void add(long hash) {
    count++;
    checksum += hash;
  }

  /** Returns the digest of the elements added so far. */
  Digest toDigest() {
    return new Digest(count, checksum);
  }
}
