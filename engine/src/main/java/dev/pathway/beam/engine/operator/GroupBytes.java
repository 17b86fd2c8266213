// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.trace.ForwardingCursor;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/**
 * What is kept under the key of a group: the bytes of its payloads, and before them hashes of what
 * was made of the group. A value that begins with 0 is a hash; with 1, the bytes behind that; any
 * other, just these bytes. So values are in the order of the bytes.
 */
public final class GroupBytes {
  private static final byte HASH = 0;
  private static final byte ESCAPE = 1;

  private GroupBytes() {}

  /** Returns what bytes, which are not changed any more, are kept as. */
  static byte[] value(byte[] bytes) {
    return bytes.length > 0 && (bytes[0] & 0xFF) > ESCAPE ? bytes : marked(ESCAPE, bytes);
  }

  /** Returns where in a value the bytes begin that were given. */
  static int start(byte[] value) {
    return value[0] == ESCAPE ? 1 : 0;
  }

  /** Returns the value whose weight is a hash of some kind. */
  static byte[] hashValue(byte[] kind) {
    return marked(HASH, kind);
  }

  private static byte[] marked(byte mark, byte[] bytes) {
    byte[] value = new byte[bytes.length + 1];
    value[0] = mark;
    System.arraycopy(bytes, 0, value, 1, bytes.length);
    return value;
  }

  /** Takes hashes that are kept with a group. */
  @FunctionalInterface
  interface Hashes {
    /** Takes one, and the value as whose weight it is kept. */
    void take(byte[] key, byte[] value, long hash) throws IOException;
  }

  /** Returns the bytes of groups, out of values. */
  public static PairCursor withoutHashes(PairCursor values) {
    return withoutHashes(values, (key, value, hash) -> {});
  }

  /** Returns the bytes of groups, out of values, and hands over the hashes as they are met. */
  static PairCursor withoutHashes(PairCursor values, Hashes hashes) {
    return new WithoutHashes(values, hashes);
  }

  private static final class WithoutHashes extends ForwardingCursor {
    private final Hashes hashes;
    private boolean isAhead;

    WithoutHashes(PairCursor values, Hashes hashes) {
      super(values);
      this.hashes = hashes;
    }

    @Override
    public boolean nextKey() throws IOException {
      isAhead = false;
      while (!isAhead && super.nextKey()) {
        isAhead = pass();
      }
      return isAhead;
    }

    @Override
    public boolean nextValue() throws IOException {
      if (isAhead) {
        isAhead = false;
        return true;
      }
      return pass();
    }

    private boolean pass() throws IOException {
      while (super.nextValue()) {
        if (value()[0] != HASH) {
          return true;
        }
        hashes.take(key(), value(), weight());
      }
      return false;
    }
  }
}
