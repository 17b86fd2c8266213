// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import org.apache.beam.sdk.values.KV;

/** Turns each pair of an element and a count into the element, as often as the count says. */
final class RowStep implements StepSpec {
  private static final long serialVersionUID = 1L;

  @Override
  public StepFn create() {
    return new WeightedFn(
        value -> {
          KV<?, ?> counted = (KV<?, ?>) value;
          return new WeightedFn.Weighted(counted.getKey(), (Long) counted.getValue());
        });
  }

  @Override
  public boolean setsDiffs() {
    return true;
  }
}
