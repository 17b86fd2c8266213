// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.translation.spi.ChangeAware;
import java.util.List;

/**
 * Has the stages of an incremental job checked that run user code again to take back what it made,
 * unless the user has said that it makes the same each time. Nothing is taken back behind sources,
 * whose outputs are compared, and sinks, and of changes; and nothing need be that never leaves.
 */
final class OutputChecks implements Pass {
  @Override
  public Plan apply(Plan plan) {
    return plan.withNodes(
        plan.nodes().stream()
            .map(
                node ->
                    node instanceof StageNode stage && takesBack(stage) ? stage.withCheck() : node)
            .toList());
  }

  private static boolean takesBack(StageNode stage) {
    return !(stage.head() instanceof SourceNode
            || stage.head() instanceof SinkNode
            || stage.outputs().isEmpty()
            || makesChanges(stage.steps()))
        && stage.members().stream().anyMatch(member -> isToBeChecked(member, stage));
  }

  private static boolean makesChanges(List<PlanNode> steps) {
    return !steps.isEmpty()
        && steps.get(0) instanceof StepNode step
        && step.step() instanceof ChangeAware;
  }

  private static boolean isToBeChecked(PlanNode member, StageNode stage) {
    if (member instanceof StepNode step) {
      boolean remembered =
          stage.head() instanceof MemoNode memo && step.inputs().contains(memo.output());
      return !remembered && step.step().determinism() == Determinism.CHECKED;
    }
    return member instanceof CombineNode combine
        && combine.combine().determinism() == Determinism.CHECKED;
  }
}
