// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/**
 * The key of the row that a {@link MemoFn} is to handle, from the {@link MemoOperator} in front of
 * it: a row that is encoded anew, after it was decoded, need not be the same bytes.
 */
final class MemoRow {
  private byte[] key = {};

  byte[] key() {
    return key;
  }

  void set(byte[] newKey) {
    key = newKey;
  }
}
