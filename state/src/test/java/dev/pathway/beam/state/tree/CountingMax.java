// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.table.Accumulation;

/** The largest of longs, and how much was done to find it. */
final class CountingMax implements Accumulation<Long, Long> {
  private long adds;
  private long merges;

  long adds() {
    return adds;
  }

  long merges() {
    return merges;
  }

  void reset() {
    adds = 0;
    merges = 0;
  }

  @Override
  public Long create() {
    return Long.MIN_VALUE;
  }

  @Override
  public Long add(Long accumulator, Long value) {
    adds++;
    return Math.max(accumulator, value);
  }

  @Override
  public Long merge(Long into, Long from) {
    merges++;
    return Math.max(into, from);
  }
}
