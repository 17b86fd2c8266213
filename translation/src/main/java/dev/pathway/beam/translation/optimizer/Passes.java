// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All passes, in the order in which they are applied. */
public final class Passes {
  private static final List<Pass> IN_ORDER =
      List.of(new FastGrouping(), new FlattenSinking(), new CombinerLifting(), new Fusion());

  /** Results that cannot be taken back are not made in part: nothing is lifted. */
  private static List<Pass> incremental(Deletions deletions) {
    return List.of(new FastGrouping(), Incremental.pass(deletions), new FlattenSinking());
  }

  private Passes() {}

  /** Applies all passes. */
  public static Plan apply(Plan plan) {
    return apply(IN_ORDER, plan);
  }

  /**
   * Applies all passes of an incremental job but the last, which is {@link #fuse}.
   *
   * @param deletions what is done with deletions that a sink cannot express
   */
  public static Plan applyIncremental(Plan plan, Deletions deletions) {
    return apply(incremental(deletions), plan);
  }

  /** Applies the last passes of an incremental job. */
  public static Plan fuse(Plan plan) {
    return fuse(plan, id -> "", Map.of());
  }

  /**
   * Applies the last passes of an incremental job.
   *
   * @param versions a text for the id of each node, another one where it runs other code
   * @param originals by the ids of nodes that tell all rows that others have, the ids of those
   */
  public static Plan fuse(
      Plan plan, Function<String, String> versions, Map<String, String> originals) {
    return new OutputChecks(versions, originals).apply(new Fusion().apply(plan));
  }

  private static Plan apply(List<Pass> passes, Plan plan) {
    Plan rewritten = plan;
    for (Pass pass : passes) {
      rewritten = pass.apply(rewritten);
    }
    return rewritten;
  }
}
