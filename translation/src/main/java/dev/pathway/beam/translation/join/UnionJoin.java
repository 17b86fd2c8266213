// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.join;

import dev.pathway.beam.engine.spi.JoinModel;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Joins values that carry the tag of their side to pairs of the key and the two. */
public final class UnionJoin implements JoinModel {
  private static final long serialVersionUID = 1L;

  private final Coder<?> leftCoder;
  private final Coder<?> rightCoder;

  /** What stands for a missing value, encoded since it need not be serialisable; null if none. */
  private final byte @Nullable [] missingLeft;

  private final byte @Nullable [] missingRight;

  private UnionJoin(
      UnionCoder sides, byte @Nullable [] missingLeft, byte @Nullable [] missingRight) {
    leftCoder = sides.getElementCoders().get(0);
    rightCoder = sides.getElementCoders().get(1);
    this.missingLeft = missingLeft;
    this.missingRight = missingRight;
  }

  /**
   * Returns a join.
   *
   * @param sides the coders of both sides
   * @param missingLeft what stands for a left value where a right one has no match; null to leave
   *     that out
   * @param missingRight the same of the right
   */
  public static UnionJoin of(
      UnionCoder sides, @Nullable Object missingLeft, @Nullable Object missingRight)
      throws CoderException {
    return new UnionJoin(
        sides,
        encoded(sides.getElementCoders().get(0), missingLeft),
        encoded(sides.getElementCoders().get(1), missingRight));
  }

  @SuppressWarnings("unchecked") // the coder is that of the values which the other stands for
  private static byte @Nullable [] encoded(Coder<?> coder, @Nullable Object value)
      throws CoderException {
    return value == null ? null : CoderUtils.encodeToByteArray((Coder<Object>) coder, value);
  }

  @Override
  public boolean isLeft(@Nullable Object payload) {
    return OneSide.isLeft(payload);
  }

  @Override
  public boolean keepsUnmatched(boolean left) {
    return (left ? missingRight : missingLeft) != null;
  }

  @Override
  public Object joined(@Nullable Object key, @Nullable Object left, @Nullable Object right) {
    return KV.of(
        key, KV.of(value(left, leftCoder, missingLeft), value(right, rightCoder, missingRight)));
  }

  private static @Nullable Object value(
      @Nullable Object payload, Coder<?> coder, byte @Nullable [] missing) {
    if (payload != null) {
      return OneSide.value(payload);
    }
    try {
      return missing == null ? null : CoderUtils.decodeFromByteArray(coder, missing);
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          "what stands for a missing value cannot be decoded with " + coder, e);
    }
  }
}
