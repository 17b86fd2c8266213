// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How the payloads of two sides that share a key are joined. */
public interface JoinModel extends Serializable {
  /** Returns whether a payload is of the left side, not of the right. */
  boolean isLeft(@Nullable Object payload);

  /** Returns whether a payload of the left side, or of the right, has a result without a match. */
  boolean keepsUnmatched(boolean left);

  /**
   * Returns what is made of two payloads of a key; of one, where the other is null, without a
   * match.
   */
  Object joined(@Nullable Object key, @Nullable Object left, @Nullable Object right);
}
