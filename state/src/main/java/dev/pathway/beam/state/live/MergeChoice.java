// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.util.List;

/**
 * Which layers are to be merged: by size, as each is larger than a third of all younger ones
 * afterwards, so that there are O(log n) of them and each entry is written O(log n) times.
 *
 * <p>By size and not by key ranges, as a snapshot uploads what was written since the last one:
 * merging a range of keys again and again with what comes in uploads it as often. The oldest layer,
 * which has most of the state, is only merged once the others have a third as much as it has, or as
 * many entries: entries that were removed are small, but those that they remove need not be.
 */
final class MergeChoice {
  private static final long SHARE_OF_YOUNGER = 3;
  private static final long RATIO_OF_OLDEST = 3;

  private MergeChoice() {}

  /**
   * Returns how many layers, from the youngest on, are to become one; less than two if none.
   *
   * @param newestFirst neighbours
   * @param hasOldest whether the last of them is the oldest there is
   */
  static int choose(List<Layer> newestFirst, boolean hasOldest) {
    int last = newestFirst.size() - 1;
    long younger = 0;
    long youngerRecords = 0;
    int count = 0;
    for (int i = 0; i <= last; i++) {
      Layer layer = newestFirst.get(i);
      long weight = layer.weightBytes();
      boolean isSmall = weight * SHARE_OF_YOUNGER <= younger;
      if (i == last && hasOldest) {
        isSmall =
            weight < younger * RATIO_OF_OLDEST
                || layer.records() < youngerRecords * RATIO_OF_OLDEST;
      }
      if (i > 0 && isSmall) {
        count = i + 1;
      }
      younger += weight;
      youngerRecords += layer.records();
    }
    return count;
  }
}
