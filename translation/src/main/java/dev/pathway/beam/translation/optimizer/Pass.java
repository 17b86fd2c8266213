// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.Plan;

/** A rewriting of a plan into one that does the same. */
@FunctionalInterface
interface Pass {
  /** Returns the rewritten plan. */
  Plan apply(Plan plan);
}
