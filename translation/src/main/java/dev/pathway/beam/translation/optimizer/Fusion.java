// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.translation.spi.ChangeAware;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts each step into the stage that makes its input, so that rows reach it by direct calls, unless
 * it reads several inputs or a view that comes, directly or not, from that stage itself, or emits
 * at the end of a bundle behind a step whose outputs carry other diffs than the row.
 */
final class Fusion implements Pass {
  @Override
  public Plan apply(Plan plan) {
    List<Stage> stages = new ArrayList<>();
    Map<String, Stage> makers = new HashMap<>();
    for (PlanNode node : plan.nodes()) {
      Stage stage = fuseInto(node, makers);
      if (stage == null) {
        stage = new Stage();
        stages.add(stage);
      }
      stage.members.add(node);
      for (String collection : read(node)) {
        Stage maker = makers.get(collection);
        if (maker != null && maker != stage) {
          stage.sources.add(maker);
        }
      }
      for (String output : node.outputs()) {
        makers.put(output, stage);
      }
    }
    List<PlanNode> fused = new ArrayList<>();
    for (Stage stage : sorted(stages)) {
      fused.add(stage.toNode("stage-" + (fused.size() + 1), plan));
    }
    return plan.withNodes(fused);
  }

  private static @Nullable Stage fuseInto(PlanNode node, Map<String, Stage> makers) {
    if (!StageNode.isStep(node) || node.inputs().size() != 1) {
      return null;
    }
    Stage maker = makers.get(node.inputs().get(0));
    if (maker == null || makesChangesOf(node, maker) || emitsBehindOtherDiffs(node, maker)) {
      return null;
    }
    for (String view : node.views()) {
      Stage viewMaker = makers.get(view);
      if (viewMaker != null && viewMaker.comesFrom(maker)) {
        return null;
      }
    }
    return maker;
  }

  /** Returns whether a step makes insertions of deletions, and not on behalf of a sink. */
  private static boolean makesChangesOf(PlanNode node, Stage maker) {
    return node instanceof StepNode step
        && step.step() instanceof ChangeAware
        && !(maker.members.get(0) instanceof SinkNode);
  }

  /**
   * Returns whether a step emits at the end of a bundle what it was given on account of different
   * changes to a row: those of a remembered step's outputs, or of a step that sets diffs itself.
   */
  private static boolean emitsBehindOtherDiffs(PlanNode node, Stage maker) {
    if (!(node instanceof StepNode step) || !step.step().emitsAtBundleEnd()) {
      return false;
    }
    PlanNode head = maker.members.get(0);
    if (head instanceof MemoNode memo) {
      return !step.inputs().contains(memo.output());
    }
    // Behind a sink nothing is taken back, and nothing may run apart from it.
    return !(head instanceof SinkNode)
        && StageNode.wayTo(node.inputs().get(0), maker.members).stream()
            .anyMatch(member -> member instanceof StepNode one && one.step().setsDiffs());
  }

  private static List<String> read(PlanNode node) {
    List<String> all = new ArrayList<>(node.inputs());
    all.addAll(node.views());
    return all;
  }

  /** Orders stages so that each stands after those it reads from. */
  private static List<Stage> sorted(List<Stage> stages) {
    List<Stage> sorted = new ArrayList<>();
    Set<Stage> visited = new HashSet<>();
    stages.forEach(stage -> visit(stage, visited, sorted));
    return sorted;
  }

  private static void visit(Stage stage, Set<Stage> visited, List<Stage> sorted) {
    if (visited.add(stage)) {
      stage.sources.forEach(source -> visit(source, visited, sorted));
      sorted.add(stage);
    }
  }

  /** A stage that is still growing. */
  private static final class Stage {
    private final List<PlanNode> members = new ArrayList<>();
    private final List<Stage> sources = new ArrayList<>();

    boolean comesFrom(Stage other) {
      return comesFrom(other, new HashSet<>());
    }

    private boolean comesFrom(Stage other, Set<Stage> seen) {
      return this == other
          || (seen.add(this) && sources.stream().anyMatch(source -> source.comesFrom(other, seen)));
    }

    StageNode toNode(String id, Plan plan) {
      PlanNode first = members.get(0);
      boolean headed = !StageNode.isStep(first);
      List<String> leaving = new ArrayList<>();
      for (PlanNode member : members) {
        for (String output : member.outputs()) {
          if (member instanceof ViewNode
              || plan.consumers(output).stream().anyMatch(node -> !members.contains(node))) {
            leaving.add(output);
          }
        }
      }
      return new StageNode(
          id,
          members.size() == 1 ? first.name() : first.name() + " +" + (members.size() - 1),
          headed ? first : null,
          headed ? members.subList(1, members.size()) : members,
          leaving);
    }
  }
}
