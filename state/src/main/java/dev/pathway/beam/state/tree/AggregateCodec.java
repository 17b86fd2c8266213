// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates as bytes, behind a byte of their owner's. One thread only.
 *
 * @param <A> the type of the accumulators
 */
final class AggregateCodec<A extends @Nullable Object> {
  private final Codec<A> accumulators;
  private final boolean marked;
  private final EncodeBuffer buffer = new EncodeBuffer();

  AggregateCodec(Codec<A> accumulators, boolean marked) {
    this.accumulators = accumulators;
    this.marked = marked;
  }

  byte[] encode(int label, Aggregate<A> aggregate) throws IOException {
    buffer.clear();
    buffer.write(label);
    Varint.write(aggregate.inputs(), buffer);
    if (marked) {
      byte[] mark = ByteBuffer.allocate(Long.BYTES).putLong(aggregate.mark()).array();
      buffer.write(mark, 0, mark.length);
    }
    return buffer.encode(accumulators, aggregate.accumulator()).toByteArray();
  }

  Aggregate<A> decode(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
    long inputs = Varint.read(in);
    long mark = marked ? ByteBuffer.wrap(in.readNBytes(Long.BYTES)).getLong() : 0;
    return new Aggregate<>(inputs, mark, accumulators.decode(in));
  }

  /** Returns another accumulator like the given one. */
  A copy(A accumulator) throws IOException {
    buffer.clear();
    byte[] bytes = buffer.encode(accumulators, accumulator).toByteArray();
    return accumulators.decode(new ByteArrayInputStream(bytes));
  }

  static int label(byte[] bytes) {
    return bytes[0];
  }

  /** Returns the number of inputs, 0 for no aggregate. */
  static long inputs(byte @Nullable [] bytes) throws IOException {
    return bytes == null ? 0 : Varint.read(new ByteArrayInputStream(bytes, 1, bytes.length - 1));
  }

  /** Returns whether mark and accumulator are the same. */
  static boolean isSame(byte[] left, byte[] right) throws IOException {
    int fromLeft = 1 + Varint.length(inputs(left));
    int fromRight = 1 + Varint.length(inputs(right));
    return Arrays.equals(left, fromLeft, left.length, right, fromRight, right.length);
  }
}
