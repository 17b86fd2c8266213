// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes down how values were added and accumulators merged, in which order. */
final class Shape implements Accumulation<Long, String> {
  static final Codec<String> CODEC = BasicCodecs.strings();

  @Override
  public String create() {
    return "";
  }

  @Override
  public String add(String accumulator, Long value) {
    return accumulator + value + ",";
  }

  @Override
  public String merge(String into, String from) {
    return "(" + into + "+" + from + ")";
  }

  /** Returns the values in an accumulator with their numbers. */
  static Map<Long, Long> values(String accumulator) {
    Map<Long, Long> values = new TreeMap<>();
    Arrays.stream(accumulator.split("[(),+]"))
        .filter(word -> !word.isEmpty())
        .forEach(word -> values.merge(Long.parseLong(word), 1L, Long::sum));
    return values;
  }
}
