// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

/** An input was taken away more often than it was there. */
public final class NegativeWeightException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final long weight;

  NegativeWeightException(long weight) {
    super("An input is there " + weight + " times");
    this.weight = weight;
  }

  /** Returns how often the input is there, less than 0. */
  public long weight() {
    return weight;
  }
}
