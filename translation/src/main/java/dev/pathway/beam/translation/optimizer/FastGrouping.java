// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces a grouping by key and the step that sorts out windows and panes by one grouping by key
 * and window, where every window fires once.
 */
final class FastGrouping implements Pass {
  @Override
  public Plan apply(Plan plan) {
    List<PlanNode> nodes = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      PlanNode last = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
      if (node instanceof StepNode step
          && step.step() instanceof KeyedSpec keyed
          && keyed.maker() instanceof Grouping windows
          && last instanceof GroupNode group
          && step.inputs().equals(group.outputs())
          && FastGroups.suffice(windows.strategy())) {
        nodes.set(nodes.size() - 1, fast(group, step, windows));
      } else {
        nodes.add(node);
      }
    }
    return plan.withNodes(nodes);
  }

  private static GroupNode fast(GroupNode group, StepNode step, Grouping windows) {
    return new GroupNode(
        step.id(),
        group.name(),
        group.inputs(),
        group.inputType(),
        step.outputs().get(0),
        group.keys(),
        BeamWindows.of(windows.strategy()),
        GroupNode.Payload.VALUES,
        "by key and window");
  }
}
