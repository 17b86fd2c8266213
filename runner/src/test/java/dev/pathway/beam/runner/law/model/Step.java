// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a pipeline.
 *
 * @param operator what it does
 * @param inputs the numbers of the collections it reads
 * @param number from 0 up to 100: decides among variants
 * @param windowing of {@link Operator#WINDOW}: into what
 */
public record Step(
    Operator operator, List<Integer> inputs, int number, @Nullable Windowing windowing) {

  /** Makes a step. */
  public Step {
    inputs = List.copyOf(inputs);
  }

  /** Returns into what {@link Operator#WINDOW} puts its input. */
  public Windowing into() {
    if (windowing == null) {
      throw new IllegalStateException(operator + " has no windows");
    }
    return windowing;
  }

  /** Returns one of some variants, from 0 up. */
  public int variant(int variants) {
    return number % variants;
  }

  @Override
  public String toString() {
    return operator + "(" + number + ") of " + inputs + (windowing == null ? "" : " " + windowing);
  }
}
