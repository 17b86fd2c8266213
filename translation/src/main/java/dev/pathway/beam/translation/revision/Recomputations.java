// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.translation.spi.Publishing;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Why nodes are computed anew that have not changed, by their ids. */
public final class Recomputations {
  private Recomputations() {}

  /** Returns that all are. */
  public static Map<String, String> ofAll(Plan plan) {
    Map<String, String> reasons = new HashMap<>();
    plan.nodes().forEach(node -> reasons.put(node.id(), "everything is to be computed anew"));
    return reasons;
  }

  /** Returns that some publishers are, whose outputs are no longer there. */
  public static Map<String, String> ofLost(Plan plan, Set<String> publishers) {
    Map<String, String> reasons = new HashMap<>();
    for (PlanNode node : plan.nodes()) {
      Publishing publishing = PlanParts.publishing(node);
      if (publishing != null && publishers.contains(publishing.publisher())) {
        reasons.put(node.id(), "what it wrote is no longer as it was");
      }
    }
    return reasons;
  }
}
