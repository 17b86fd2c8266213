// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

/**
 * Makes the {@link KeyFilter} of a segment. Holds the filter in memory, and up to 1 MiB of hashes
 * if it is larger than that. Thread-confined.
 */
final class FilterBuilder {
  /*
   * A bucket for each key, anywhere in a filter that caches do not hold, would be fetched from
   * memory one by one. So many hashes are gathered, and added part of the filter by part.
   */
  private static final int SMALL_BYTES = 1 << 20;
  private static final int GATHERED = 1 << 16;
  private static final int PART_BITS = 8;
  private static final int PARTS = 1 << PART_BITS;

  private final int buckets;
  private final byte[] bytes;
  private final long[] hashes;
  private final long[] byPart;
  private int count;

  /**
   * Starts a filter.
   *
   * @param keys how many there will be, about; 0 for none, which takes no bytes
   */
  FilterBuilder(long keys) {
    buckets = keys > 0 ? KeyFilter.bucketsFor(keys) : 0;
    bytes = new byte[buckets * KeyFilter.BUCKET_BYTES];
    int gathered = bytes.length > SMALL_BYTES ? GATHERED : 0;
    hashes = new long[gathered];
    byPart = new long[gathered];
  }

  /** Adds the key with a hash. */
  void add(long hash) {
    if (hashes.length > 0) {
      hashes[count++] = hash;
      if (count == hashes.length) {
        addGathered();
      }
    } else if (buckets > 0) {
      addToBucket(hash);
    }
  }

  /** Returns the buckets, once all keys were added. */
  byte[] finish() {
    addGathered();
    return bytes;
  }

  private void addGathered() {
    int[] next = new int[PARTS + 1];
    for (int i = 0; i < count; i++) {
      next[part(hashes[i]) + 1]++;
    }
    for (int part = 1; part < PARTS; part++) {
      next[part] += next[part - 1];
    }
    for (int i = 0; i < count; i++) {
      byPart[next[part(hashes[i])]++] = hashes[i];
    }
    for (int i = 0; i < count; i++) {
      addToBucket(byPart[i]);
    }
    count = 0;
  }

  /** Returns the highest bits, which those of the bucket's number follow. */
  private static int part(long hash) {
    return (int) (hash >>> (Long.SIZE - PART_BITS));
  }

  private void addToBucket(long hash) {
    KeyFilter.add(hash, bytes, KeyFilter.bucketOf(hash, buckets) * KeyFilter.BUCKET_BYTES);
  }
}
