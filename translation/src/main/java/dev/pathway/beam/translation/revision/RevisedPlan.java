// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.job.Revision;
import dev.pathway.beam.engine.plan.Plan;
import java.util.Map;
import java.util.Set;

/**
 * A plan as it is to be run in an epoch.
 *
 * @param plan the plan, not fused yet
 * @param revision what the epoch is to do with what is remembered
 * @param publishers those whose outputs outside of the job stay but for what changes; what any
 *     other has put there goes, unless it is put there again
 * @param known what is to be remembered of the plan
 * @param originals by the ids of nodes that tell all rows that others have, the ids of those
 * @param anew why nodes of the plan are computed anew, by the ids of those that are
 */
public record RevisedPlan(
    Plan plan,
    Revision revision,
    Set<String> publishers,
    KnownPlan known,
    Map<String, String> originals,
    Map<String, String> anew) {
  /**
   * Returns a text about a node, another one where it runs other code, or ran on all rows anew
   * since.
   */
  public String version(String node) {
    KnownNode found = known.nodes().get(node);
    return found == null ? "" : found.fingerprint() + "@" + found.since();
  }
}
