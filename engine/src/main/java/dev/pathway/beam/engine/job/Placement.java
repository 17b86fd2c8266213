// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import org.jspecify.annotations.Nullable;

/**
 * Which of the members that run a job this one is.
 *
 * @param member its number, from 0
 * @param members how many there are
 * @param board where they share out sources; null if there is one member
 */
public record Placement(int member, int members, @Nullable SplitBoard board) {
  /** The only member. */
  public static final Placement ALONE = new Placement(0, 1, null);

  /** Checks that several members have a board. */
  public Placement {
    if (members > 1 && board == null) {
      throw new IllegalArgumentException("several members without a board");
    }
  }

  /** Returns whether this member lists sources for all. */
  boolean lists() {
    return member == 0;
  }
}
