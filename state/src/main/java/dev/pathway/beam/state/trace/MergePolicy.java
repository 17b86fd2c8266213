// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.List;

/**
 * Which segments are to be merged.
 *
 * <p>Four segments of a size become one. Once nothing is left to merge, a segment is larger than a
 * third of all younger ones together, so that there are O(log n), and each pair is written O(log n)
 * times: half as often as if two became one, for some more files to look into. The oldest is at
 * least three times as large as all others: even if these hold nothing but retractions of pairs in
 * it, all of them are no larger than twice their sum.
 */
final class MergePolicy {
  private static final long FOLDED_RATIO = 2;
  private static final long SHARE_OF_YOUNGER = 3;
  private static final long RATIO_OF_OLDEST = 3;

  private MergePolicy() {}

  /**
   * Returns the youngest segments, of so many bytes at most, that a commit of about the given size
   * would be merged with: it writes them anew with its own pairs. So small commits leave few
   * segments even while a large merge goes on, and cost no merges of their own.
   *
   * @param segments from the oldest to the youngest
   */
  static List<TraceSegment> chooseToFold(
      List<TraceSegment> segments, long committedBytes, long maxBytes) {
    long younger = committedBytes;
    int from = segments.size();
    for (int i = segments.size() - 1; i >= 0; i--) {
      long length = segments.get(i).length();
      if (younger + length > maxBytes) {
        break;
      }
      if (length < younger * FOLDED_RATIO) {
        from = i;
      }
      younger += length;
    }
    return segments.subList(from, segments.size());
  }

  /**
   * Returns the segments to be merged, neighbours; empty if there are none.
   *
   * @param segments from the oldest to the youngest
   */
  static List<TraceSegment> choose(List<TraceSegment> segments) {
    long younger = 0;
    int from = segments.size();
    for (int i = segments.size() - 1; i >= 0; i--) {
      long length = segments.get(i).length();
      boolean isSmall =
          i == 0 ? length < younger * RATIO_OF_OLDEST : length * SHARE_OF_YOUNGER <= younger;
      if (younger > 0 && isSmall) {
        from = i;
      }
      younger += length;
    }
    return segments.subList(from, segments.size());
  }
}
