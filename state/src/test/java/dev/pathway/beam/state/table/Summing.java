// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

/** Adds numbers up. */
final class Summing implements Accumulation<Long, Long> {

  @Override
  public Long create() {
    return 0L;
  }

  @Override
  public Long add(Long accumulator, Long value) {
    return accumulator + value;
  }

  @Override
  public Long merge(Long into, Long from) {
    return into + from;
  }
}
