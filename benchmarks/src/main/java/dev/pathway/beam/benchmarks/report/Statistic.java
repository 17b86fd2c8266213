// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import java.util.Arrays;

/**
 * What several runs say of one quantity.
 *
 * @param median the middle value, or the mean of the two in the middle
 * @param minimum the smallest value
 * @param maximum the largest value
 * @param samples the number of values
 */
public record Statistic(double median, double minimum, double maximum, int samples) {

  /** Returns the statistic of at least one value. */
  static Statistic of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("A statistic needs at least one value");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Statistic(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** Returns the statistic of the values less a number. */
  Statistic minus(double number) {
    return new Statistic(median - number, minimum - number, maximum - number, samples);
  }
}
