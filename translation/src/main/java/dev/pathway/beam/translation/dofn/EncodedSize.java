// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;

/** Counts the bytes of an encoding without keeping them. */
final class EncodedSize extends OutputStream {
  private long bytes;

  private EncodedSize() {}

  /**
   * Returns the size of a value's encoding; 0 if it cannot be encoded, which is reported where it
   * has to be.
   */
  static long of(Object value, Coder<Object> coder) {
    EncodedSize size = new EncodedSize();
    try {
      coder.encode(value, size);
    } catch (IOException e) {
      return 0;
    }
    return size.bytes;
  }

  @Override
  public void write(int b) {
    bytes++;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    bytes += length;
  }
}
