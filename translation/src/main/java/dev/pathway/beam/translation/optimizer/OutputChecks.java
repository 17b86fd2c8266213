// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PastNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.state.segment.KeyFilter;
import dev.pathway.beam.translation.spi.ChangeAware;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Has the stages of an incremental job checked that run user code again to take back what it made,
 * unless the user has said that it makes the same each time. Nothing is taken back behind sources,
 * whose outputs are compared, behind pasts and sinks, and of changes; and nothing need be that
 * never leaves.
 */
final class OutputChecks implements Pass {
  private static final int HASH_DIGITS = 16;

  private final Function<String, String> versions;

  /**
   * Creates the pass.
   *
   * @param versions a text for the id of each node, another one where it runs other code
   */
  OutputChecks(Function<String, String> versions) {
    this.versions = versions;
  }

  @Override
  public Plan apply(Plan plan) {
    return plan.withNodes(plan.nodes().stream().map(this::checked).toList());
  }

  private PlanNode checked(PlanNode node) {
    return node instanceof StageNode stage && takesBack(stage)
        ? stage.withCheck(stage.members().get(0).id() + Epoch.CHECK + version(stage))
        : node;
  }

  /** Returns a text that is another one if other code makes the outputs, or there are others. */
  private String version(StageNode stage) {
    StringBuilder text = new StringBuilder();
    for (PlanNode member : stage.members()) {
      text.append(member.id()).append(' ').append(versions.apply(member.id())).append(' ');
      // By place: the id of a collection may depend on what is in it.
      member.outputs().forEach(output -> text.append(stage.outputs().contains(output)));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long hash = KeyFilter.hash(bytes, 0, bytes.length);
    return String.format("%0" + HASH_DIGITS + "x", hash);
  }

  private static boolean takesBack(StageNode stage) {
    return !(stage.head() instanceof SourceNode
            || stage.head() instanceof PastNode
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
