// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import java.util.Arrays;

/** The bytes of a row with all there is to it, as its identity. Nobody changes the array. */
final class RowBytes {
  private final byte[] bytes;
  private final int hash;

  RowBytes(byte[] bytes) {
    this.bytes = bytes;
    hash = Arrays.hashCode(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowBytes row && hash == row.hash && Arrays.equals(bytes, row.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
