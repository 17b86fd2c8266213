// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.spi.AppliesChanges;
import org.apache.beam.sdk.values.KV;

/** Turns each change into its element, paired with 1, with the change's diff as that of the row. */
final class DiffStep implements AppliesChanges {
  private static final long serialVersionUID = 1L;

  @Override
  public StepFn create() {
    return new WeightedFn(
        value -> {
          Change<?> change = (Change<?>) value;
          return new WeightedFn.Weighted(KV.of(change.value(), 1L), change.diff());
        });
  }

  @Override
  public boolean setsDiffs() {
    return true;
  }
}
