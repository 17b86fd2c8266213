// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of values of one type as bytes.
 *
 * <p>Shape: an encoding is self-delimiting, {@link #decode} reads exactly the bytes that {@link
 * #encode} wrote, so that encodings may be strung together without lengths between them. It may be
 * empty. A codec of keys gives equal keys equal bytes.
 *
 * <p>Ownership: {@code encode} does not keep or change the value; each {@code decode} gives a value
 * that shares nothing mutable with any other.
 *
 * <p>Thread: a codec is called by several threads at once, each with streams of its own (the groups
 * of a sealed table are read by whoever holds them); it keeps no state between calls or guards it.
 *
 * @param <T> the type of the values
 */
public interface Codec<T extends @Nullable Object> {

  /**
   * Writes the encoding of a value. The stream is not closed and not kept.
   *
   * @throws IOException if the stream fails, or the value has no encoding
   */
  void encode(T value, OutputStream out) throws IOException;

  /**
   * Reads one value. The stream is not closed, not kept and not read beyond the end of the
   * encoding.
   *
   * @throws IOException if the stream fails or ends early, or its bytes are not an encoding
   */
  T decode(InputStream in) throws IOException;
}
