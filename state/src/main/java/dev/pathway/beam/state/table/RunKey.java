// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a key is written to a sorted run: its hash in four bytes, the highest first,
 * then its encoding.
 *
 * <p>Hashes are those of this process; runs do not outlive it.
 */
final class RunKey {
  private RunKey() {}

  /** Makes the buffer hold the run key of a key, and nothing else. */
  static <K extends @Nullable Object> void write(
      EncodeBuffer buffer, int hash, Codec<K> codec, K key) throws IOException {
    buffer.clear();
    buffer.write(hash >>> 24);
    buffer.write(hash >>> 16);
    buffer.write(hash >>> 8);
    buffer.write(hash);
    codec.encode(key, buffer);
  }

  /** Returns the key of a run key. */
  static <K extends @Nullable Object> K read(byte[] runKey, int length, Codec<K> codec)
      throws IOException {
    return codec.decode(new ByteArrayInputStream(runKey, Integer.BYTES, length - Integer.BYTES));
  }
}
