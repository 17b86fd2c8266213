// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.segment.KeyFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Inputs as bytes: their bucket, which is a hash of what follows, their mark where there are marks,
 * and their encoding. One thread only.
 *
 * @param <V> the type of the inputs
 */
final class InputCodec<V extends @Nullable Object> {
  private static final int UNUSED_HASH_BITS = Long.SIZE - TreePath.BUCKET_BYTES * Byte.SIZE;

  private final Codec<V> codec;
  private final boolean marked;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final byte[] header;

  InputCodec(Codec<V> codec, boolean marked) {
    this.codec = codec;
    this.marked = marked;
    header = new byte[TreePath.BUCKET_BYTES + (marked ? Long.BYTES : 0)];
  }

  byte[] encode(V input, long mark) throws IOException {
    if (marked) {
      ByteBuffer.wrap(header).putLong(TreePath.BUCKET_BYTES, mark);
    }
    buffer.clear();
    buffer.write(header, 0, header.length);
    byte[] bytes = buffer.encode(codec, input).toByteArray();
    int from = TreePath.BUCKET_BYTES;
    long hash = KeyFilter.hash(bytes, from, bytes.length - from);
    TreePath.putBucket((int) (hash >>> UNUSED_HASH_BITS), bytes, 0);
    return bytes;
  }

  /** Returns a new input, which nobody else holds. */
  V decode(byte[] bytes) throws IOException {
    return codec.decode(
        new ByteArrayInputStream(bytes, header.length, bytes.length - header.length));
  }

  long mark(byte[] bytes) {
    return marked ? ByteBuffer.wrap(bytes).getLong(TreePath.BUCKET_BYTES) : 0;
  }

  static int bucket(byte[] bytes) {
    return TreePath.bucket(bytes, 0);
  }
}
