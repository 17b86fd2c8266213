// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.spi.AppliesChanges;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Which nodes of a plan lead to where changes become rows again, by steps and flattens only. */
public final class ChangeRoutes {
  private final Set<PlanNode> nodes = Collections.newSetFromMap(new IdentityHashMap<>());

  private ChangeRoutes() {}

  /** Returns the routes of a plan's nodes, each of which stands after those it reads from. */
  public static ChangeRoutes of(List<PlanNode> nodes) {
    ChangeRoutes routes = new ChangeRoutes();
    Set<String> leading = new HashSet<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      PlanNode node = nodes.get(i);
      boolean leads = !Collections.disjoint(node.outputs(), leading);
      if (isEnd(node) || (leads && (node instanceof StepNode || node instanceof FlattenNode))) {
        routes.nodes.add(node);
        leading.addAll(node.inputs());
      }
    }
    return routes;
  }

  /** Returns whether a node turns changes into rows. */
  public static boolean isEnd(PlanNode node) {
    return node instanceof StepNode step && step.step() instanceof AppliesChanges;
  }

  /** Returns whether a node turns changes into rows, or something does that its outputs lead to. */
  public boolean contains(PlanNode node) {
    return nodes.contains(node);
  }
}
