// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many rows a job's collections have had so far: those that a source, an exchange, a grouping
 * or an aggregation makes. Thread-safe.
 */
public final class RowCounts {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Returns the count of a collection, to be added to now and then. */
  public LongAdder of(String collectionName) {
    return counts.computeIfAbsent(collectionName, key -> new LongAdder());
  }

  /** Returns the counts of this moment by the names of collections. */
  public Map<String, Long> totals() {
    Map<String, Long> totals = new TreeMap<>();
    counts.forEach((collection, count) -> totals.put(collection, count.sum()));
    return totals;
  }
}
