// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import dev.pathway.beam.translation.window.MergingGroups;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces a grouping by key and the step that sorts out windows and panes by one grouping by key
 * and window, where every window fires once. Where such windows merge, only the step is replaced,
 * by one that needs no memory for panes.
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
          && last != null
          && step.inputs().equals(last.outputs())
          && suffices(keyed, windows)) {
        nodes.set(nodes.size() - 1, fast(last, step, windows));
      } else if (node instanceof StepNode step
          && step.step() instanceof KeyedSpec keyed
          && keyed.maker() instanceof Grouping windows
          && keyed.input() == KeyedSpec.Input.BY_KEY
          && FastGroups.sufficeMerged(windows.strategy())) {
        nodes.add(merging(step, windows));
      } else {
        nodes.add(node);
      }
    }
    return plan.withNodes(nodes);
  }

  private static boolean suffices(KeyedSpec keyed, Grouping windows) {
    return switch (keyed.input()) {
      case BY_KEY -> FastGroups.suffice(windows.strategy());
      case ONE_BY_ONE -> FastGroups.sufficeInStream(windows.strategy());
    };
  }

  private static StepNode merging(StepNode step, Grouping windows) {
    return step.with(MergingGroups.of(windows.keys(), windows.strategy()), "merging windows");
  }

  private static GroupNode fast(PlanNode input, StepNode step, Grouping windows) {
    return new GroupNode(
        step.id(),
        input.name(),
        input.inputs(),
        input.inputType(),
        step.outputs().get(0),
        windows.keys(),
        BeamWindows.of(windows.strategy()),
        GroupNode.Payload.VALUES,
        "by key and window");
  }
}
