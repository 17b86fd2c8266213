// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.Split;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The splits of a source that several members read: one lists them, all share them out. */
final class SharedSplits {
  private final String sourceId;
  private final SplitBoard board;
  private final boolean lists;
  private List<?> all = List.of();

  /**
   * Creates the splits of a source.
   *
   * @param sourceId the source
   * @param board where members see them
   * @param lists whether this member is the one to list them
   */
  SharedSplits(String sourceId, SplitBoard board, boolean lists) {
    this.sourceId = sourceId;
    this.board = board;
    this.lists = lists;
  }

  /** Returns all splits, on one member by {@code list}, on all others once that one has them. */
  List<?> open(Callable<? extends List<? extends Serializable>> list) throws Exception {
    if (lists) {
      board.publish(sourceId, list.call());
    }
    all = board.await(sourceId);
    return all;
  }

  /** Returns a split that nobody reads yet, or null if there is none. */
  @Nullable Split claim() {
    int next = board.claim(sourceId);
    return next < all.size() ? (Split) all.get(next) : null;
  }
}
