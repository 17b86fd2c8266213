// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

/**
 * What a segment is laid out for.
 *
 * @param blockBytes how much is read and checked at once
 * @param indexEntries the most entries that the sparse index may have; they are in memory while the
 *     segment is open
 * @param filteredKeys the number of different keys, at least, that the key filter has room for; 0
 *     for no filter
 */
public record SegmentShape(int blockBytes, int indexEntries, long filteredKeys) {
  /** For segments that are read from beginning to end, or in few large parts. */
  public static final SegmentShape SCAN = new SegmentShape(SegmentLayout.BLOCK_BYTES, 1 << 16, 0);

  private static final int LOOKUP_BLOCK_BYTES = 1 << 12;
  private static final int LOOKUP_INDEX_ENTRIES = 1 << 19;

  /** Checks the fields. */
  public SegmentShape {
    if (indexEntries <= 0 || filteredKeys < 0) {
      throw new IllegalArgumentException(
          "indexEntries must be positive and filteredKeys not negative: "
              + indexEntries
              + ", "
              + filteredKeys);
    }
    new SegmentLayout(blockBytes);
  }

  /** Returns the shape for segments in which single keys are looked up: small blocks, a filter. */
  public static SegmentShape lookup(long keys) {
    return new SegmentShape(LOOKUP_BLOCK_BYTES, LOOKUP_INDEX_ENTRIES, keys);
  }

  SegmentLayout layout() {
    return new SegmentLayout(blockBytes);
  }
}
