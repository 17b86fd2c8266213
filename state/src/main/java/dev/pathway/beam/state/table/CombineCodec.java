// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.segment.SegmentSlice;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How accumulators are written to runs and put together again. The payload of a record is the mark
 * (8 bytes) and the accumulator.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 * @param keys the encoding of keys
 * @param accumulators the encoding of accumulators
 * @param accumulation merges accumulators
 * @param markMerge merges marks
 */
record CombineCodec<K extends @Nullable Object, A extends @Nullable Object>(
    Codec<K> keys,
    Codec<A> accumulators,
    Accumulation<?, A> accumulation,
    LongBinaryOperator markMerge) {

  CombineCodec {
    requireNonNull(keys, "keys");
    requireNonNull(accumulators, "accumulators");
    requireNonNull(accumulation, "accumulation");
    requireNonNull(markMerge, "markMerge");
  }

  /** Makes the buffer hold the payload of a record, and nothing else. */
  void writePayload(EncodeBuffer buffer, long mark, A accumulator) throws IOException {
    buffer.clear();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer.write((int) (mark >>> shift));
    }
    accumulators.encode(accumulator, buffer);
  }

  /** Returns the merged mark of several payloads, of which there is at least one. */
  long readMark(List<SegmentSlice> payloads) throws IOException {
    long mark = readMark(payloads.get(0));
    for (int i = 1; i < payloads.size(); i++) {
      mark = markMerge.applyAsLong(mark, readMark(payloads.get(i)));
    }
    return mark;
  }

  /** Returns the merged accumulator of several payloads, of which there is at least one. */
  A readAccumulator(List<SegmentSlice> payloads) throws IOException {
    A accumulator = readAccumulator(payloads.get(0));
    for (int i = 1; i < payloads.size(); i++) {
      accumulator = accumulation.merge(accumulator, readAccumulator(payloads.get(i)));
    }
    return accumulator;
  }

  /** Writes the accumulators of several runs as one run. */
  void merge(RunMerger from, SegmentWriter to) throws IOException {
    EncodeBuffer payload = new EncodeBuffer();
    while (from.next()) {
      List<SegmentSlice> parts = from.parts();
      if (parts.size() == 1) {
        to.append(from.runKey(), 0, from.runKeyLength(), parts.get(0).length());
        parts.get(0).open().writeTo(to::write);
      } else {
        writePayload(payload, readMark(parts), readAccumulator(parts));
        to.append(from.runKey(), 0, from.runKeyLength(), payload.size());
        payload.writeTo(to::write);
      }
    }
  }

  private static long readMark(SegmentSlice payload) throws IOException {
    return new DataInputStream(payload.open()).readLong();
  }

  private A readAccumulator(SegmentSlice payload) throws IOException {
    return accumulators.decode(payload.dropFirst(Long.BYTES).open());
  }
}
