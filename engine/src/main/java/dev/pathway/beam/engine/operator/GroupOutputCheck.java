// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.OutletCheck.Kind;
import dev.pathway.beam.state.segment.KeyFilter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The check of a stage behind groups, each of which is there once or not at all. The hash of what
 * was put out for a group is kept with it, as the weight of a {@linkplain GroupBytes value of its
 * own}, so that it takes no room elsewhere and need not be looked for.
 */
final class GroupOutputCheck extends OutputCheck {
  private static final long NOTHING = 0;

  private final byte[] value;
  private long kept;
  private long taken;
  private long put;
  private boolean isPutAgain;

  /** Creates the check of one worker. */
  GroupOutputCheck(OutletCheck outlet) {
    super(outlet);
    value = value(outlet.name());
  }

  /** Returns the value as whose weight the hash of a check is kept. */
  static byte[] value(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return GroupBytes.hashValue(
        ByteBuffer.allocate(Integer.BYTES)
            .putInt((int) KeyFilter.hash(bytes, 0, bytes.length))
            .array());
  }

  /** Returns the value as whose weight the hash is kept. */
  byte[] value() {
    return value;
  }

  /** Says that a group is handled from here on. */
  void beginGroup() {
    kept = NOTHING;
    taken = NOTHING;
    put = NOTHING;
    isPutAgain = false;
  }

  /** Says what is kept of the group. */
  void kept(long hash) {
    kept = hash;
  }

  @Override
  void take(int hash, int rowDiff, boolean isOld) {
    // Not zero, which is no weight.
    long weight = Integer.toUnsignedLong(hash) + 1;
    if (rowDiff < 0) {
      taken = weight;
    } else {
      put = weight;
      isPutAgain = isOld && kind() == Kind.AGAIN;
    }
  }

  /**
   * Says that a group has been handled: taken back as it was, and put out as it is.
   *
   * @return the hash that is to be kept, 0 for nothing
   */
  long endGroup(@Nullable Object shown) {
    long compared = isPutAgain ? put : taken;
    if (compared != NOTHING && kept != NOTHING && compared != kept) {
      differs(1, WrongRetraction.text(shown));
    }
    return put;
  }
}
