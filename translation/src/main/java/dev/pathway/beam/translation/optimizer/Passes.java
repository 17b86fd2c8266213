// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.Plan;
import java.util.List;

/** All passes, in the order in which they are applied. */
public final class Passes {
  private static final List<Pass> IN_ORDER =
      List.of(new FastGrouping(), new FlattenSinking(), new CombinerLifting(), new Fusion());

  private Passes() {}

  /** Applies all passes. */
  public static Plan apply(Plan plan) {
    Plan rewritten = plan;
    for (Pass pass : IN_ORDER) {
      rewritten = pass.apply(rewritten);
    }
    return rewritten;
  }
}
