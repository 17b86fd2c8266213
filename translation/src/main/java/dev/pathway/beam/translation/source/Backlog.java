// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.SourceMetrics;

/**
 * How many bytes the splits of a source have yet to read, as {@link SourceMetrics} of the step:
 * what is known of all splits together, and of each. Where a source knows only the total, that is
 * the former. Nothing is reported of a source that knows neither. Thread-safe.
 */
final class Backlog implements Serializable {
  private final Map<Integer, Long> bySplit = new TreeMap<>();
  private long lastReportMillis;

  /** Reports what the reader of a split knows at the moment, to the step that is entered. */
  void report(int split, UnboundedReader<?> reader) {
    long own = reader.getSplitBacklogBytes();
    if (own >= 0) {
      SourceMetrics.backlogBytesOfSplit(Integer.toString(split)).set(own);
      reportSum(split, own);
      return;
    }
    long total = reader.getTotalBacklogBytes();
    if (total >= 0) {
      SourceMetrics.backlogBytes().set(total);
    }
  }

  /**
   * Of what several workers report of a gauge, that of the latest millisecond counts, and of two in
   * the same one either: they report in turn, each in a millisecond of its own.
   */
  private synchronized void reportSum(int split, long own) {
    bySplit.put(split, own);
    while (System.currentTimeMillis() == lastReportMillis) {
      Thread.onSpinWait();
    }
    SourceMetrics.backlogBytes().set(bySplit.values().stream().mapToLong(Long::longValue).sum());
    lastReportMillis = System.currentTimeMillis();
  }
}
