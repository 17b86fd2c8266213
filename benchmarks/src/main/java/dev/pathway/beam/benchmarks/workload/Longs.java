// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;

/** The input of the chain: numbers below 2<sup>40</sup> in no order. */
final class Longs {

  private static final long SEED = 20_240_601;
  private static final int ENCODED_BYTES = 6;

  private Longs() {}

  /** Returns the number at the given index. */
  static Long at(long index) {
    return Hash64.of(SEED + index) >>> 24;
  }

  /** Returns the read of the first {@code size} numbers. */
  static Read.Bounded<Long> read(long size) {
    return Read.from(IndexedSource.of(Longs::at, VarLongCoder.of(), ENCODED_BYTES, size));
  }
}
