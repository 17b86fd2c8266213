// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/** Hashes of elements that are the same in each process: of their encodings, by FNV-1a. */
public final class EncodedHash {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private EncodedHash() {}

  /**
   * Returns the hash of an element.
   *
   * @throws CoderException if it cannot be encoded
   */
  public static <T> long of(T element, Coder<T> coder) throws CoderException {
    long hash = BASIS;
    for (byte each : CoderUtils.encodeToByteArray(coder, element)) {
      hash = (hash ^ (each & 0xff)) * PRIME;
    }
    return hash;
  }
}
