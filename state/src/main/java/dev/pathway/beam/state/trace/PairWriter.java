// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes pairs into a segment: a record for each, with a prefix and the key as its key, and as its
 * payload the weight, as a varint, and the value. Thread-confined.
 */
final class PairWriter {
  private final SegmentWriter out;
  private final Progress progress;
  private final byte[] weight = new byte[Varint.MAX_BYTES];

  /** Is told of what is written. */
  @FunctionalInterface
  interface Progress {
    /**
     * Called after each pair, with its record's key and how many more bytes there are; may wait, or
     * throw to end the writing.
     */
    void wrote(SegmentWriter out, byte[] recordKey, long rest) throws IOException;
  }

  PairWriter(SegmentWriter out) {
    this(out, (segment, recordKey, rest) -> {});
  }

  PairWriter(SegmentWriter out, Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /** Returns the key of the record of a pair. */
  static byte[] recordKey(byte[] prefix, byte[] key) {
    if (prefix.length == 0) {
      return key;
    }
    byte[] recordKey = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, recordKey, prefix.length, key.length);
    return recordKey;
  }

  /** Writes all pairs, with the prefix before their keys. */
  void writeAll(byte[] prefix, PairCursor pairs) throws IOException {
    while (pairs.nextKey()) {
      byte[] recordKey = recordKey(prefix, pairs.key());
      while (pairs.nextValue()) {
        byte[] value = pairs.value();
        int weightLength = Varint.write(Varint.fromSigned(pairs.weight()), weight, 0);
        out.append(recordKey, 0, recordKey.length, (long) weightLength + value.length);
        out.write(weight, 0, weightLength);
        out.write(value, 0, value.length);
        progress.wrote(out, recordKey, (long) weightLength + value.length);
      }
    }
  }
}
