// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.apache.beam.sdk.util.MutationDetector;

/**
 * Notices a change of a value by the checksum of its encoding: for values too large to keep a copy
 * of.
 */
final class ChecksumDetector implements MutationDetector {
  private final Object value;
  private final Coder<Object> coder;
  private final long checksum;

  ChecksumDetector(Object value, Coder<Object> coder) throws CoderException {
    this.value = value;
    this.coder = coder;
    checksum = checksum();
  }

  private long checksum() throws CoderException {
    CRC32C crc = new CRC32C();
    try {
      coder.encode(value, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
    } catch (CoderException e) {
      throw e;
    } catch (IOException e) {
      throw new CoderException(e);
    }
    return crc.getValue();
  }

  @Override
  public void verifyUnmodified() {
    try {
      if (checksum() != checksum) {
        throw new IllegalMutationException("the value was changed", "another value", value);
      }
    } catch (CoderException e) {
      throw new IllegalMutationException(
          "the value was changed so that it cannot be encoded", "another value", value, e);
    }
  }

  @Override
  public void close() {}
}
