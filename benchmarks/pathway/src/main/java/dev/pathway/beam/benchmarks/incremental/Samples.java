// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.util.ArrayList;
import java.util.List;

/** Times of repeated runs, in milliseconds. */
final class Samples {
  private final List<Double> millis = new ArrayList<>();

  void add(double sample) {
    millis.add(sample);
  }

  /** Returns what a share of the samples does not exceed. */
  double quantile(double share) {
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(share * sorted.size())));
  }

  /** Returns the sum of all. */
  double sum() {
    return millis.stream().mapToDouble(Double::doubleValue).sum();
  }
}
