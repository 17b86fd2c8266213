// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import java.util.ArrayList;
import java.util.List;

/** Collects values in lists that it changes. */
final class Collecting implements Accumulation<Long, List<Long>> {

  @Override
  public List<Long> create() {
    return new ArrayList<>();
  }

  @Override
  public List<Long> add(List<Long> accumulator, Long value) {
    accumulator.add(value);
    return accumulator;
  }

  @Override
  public List<Long> merge(List<Long> into, List<Long> from) {
    into.addAll(from);
    return into;
  }
}
