// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.values.KV;

/**
 * The input of the keyed workloads: pairs of a key, drawn evenly, and a number below
 * 2<sup>24</sup>. There is a key for every 50 pairs: 200 k keys for 10 M pairs.
 */
final class Pairs {

  private static final long SEED = 20_240_602;
  private static final long PAIRS_PER_KEY = 50;
  private static final int ENCODED_BYTES = 7;

  private Pairs() {}

  /** Returns the number of keys among the first {@code size} pairs. */
  static long keys(long size) {
    return Math.max(1, size / PAIRS_PER_KEY);
  }

  /** Returns the pair at the given index, its key below {@code keys}. */
  static KV<Long, Long> at(long index, long keys) {
    long hash = Hash64.of(SEED + index);
    return KV.of(Long.remainderUnsigned(hash, keys), Hash64.of(hash) >>> 40);
  }

  /** Returns the read of the first {@code size} pairs. */
  static Read.Bounded<KV<Long, Long>> read(long size) {
    long keys = keys(size);
    return Read.from(
        IndexedSource.of(
            index -> at(index, keys),
            KvCoder.of(VarLongCoder.of(), VarLongCoder.of()),
            ENCODED_BYTES,
            size));
  }
}
