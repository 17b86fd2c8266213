// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.OutletCheck.Kind;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.state.segment.KeyFilter;
import dev.pathway.beam.translation.spi.ChangeAware;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Has the stages of an incremental job checked that run user code again to take back what it made,
 * unless the user has said that it makes the same each time. Nothing is taken back behind sources,
 * whose outputs are compared, behind sinks, and of changes.
 *
 * <p>Each output of a stage is checked by itself, under a name that says which code is on the way
 * to it. So where all rows of it are told by other stages, in an epoch in which something is
 * computed anew, these keep the hashes that it is to meet later.
 */
final class OutputChecks implements Pass {
  private static final int HASH_DIGITS = 16;

  private final Function<String, String> versions;
  private final Map<String, String> originals;

  /**
   * Creates the pass.
   *
   * @param versions a text for the id of each node, another one where it runs other code
   * @param originals by the ids of nodes that tell all rows that others have, the ids of those
   */
  OutputChecks(Function<String, String> versions, Map<String, String> originals) {
    this.versions = versions;
    this.originals = originals;
  }

  @Override
  public Plan apply(Plan plan) {
    Set<String> ofChanges = new HashSet<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage && !tellsAll(stage)) {
        checks(stage).forEach(check -> ofChanges.add(check.name()));
      }
    }
    return plan.withNodes(plan.nodes().stream().map(node -> checked(node, ofChanges)).toList());
  }

  private PlanNode checked(PlanNode node, Set<String> ofChanges) {
    if (!(node instanceof StageNode stage)) {
      return node;
    }
    List<OutletCheck> checks = checks(stage);
    return stage.withChecks(
        tellsAll(stage)
            ? checks.stream().map(check -> ofAll(check, ofChanges.contains(check.name()))).toList()
            : checks);
  }

  private static OutletCheck ofAll(OutletCheck check, boolean isOfChangesToo) {
    return new OutletCheck(
        check.output(), check.name(), check.transforms(), isOfChangesToo ? Kind.AGAIN : Kind.ALL);
  }

  /** Returns whether a stage begins with what tells all rows of another one. */
  private boolean tellsAll(StageNode stage) {
    return originals.containsKey(stage.members().get(0).id());
  }

  private List<OutletCheck> checks(StageNode stage) {
    List<OutletCheck> checks = new ArrayList<>();
    if (takesBack(stage)) {
      for (String output : stage.outputs()) {
        List<PlanNode> way = StageNode.wayTo(output, stage.members());
        List<String> mayVary =
            way.stream().filter(each -> mayVary(each, stage)).map(PlanNode::name).toList();
        if (!mayVary.isEmpty()) {
          String head = original(stage.members().get(0));
          checks.add(
              new OutletCheck(
                  output, head + Epoch.CHECK + version(way, output), mayVary, Kind.CHANGES));
        }
      }
    }
    return checks;
  }

  private String original(PlanNode node) {
    return originals.getOrDefault(node.id(), node.id());
  }

  /** Returns a text that is another one if other code is on the way to an output. */
  private String version(List<PlanNode> way, String output) {
    StringBuilder text = new StringBuilder();
    for (PlanNode member : way) {
      String id = original(member);
      text.append(id).append(' ').append(versions.apply(id)).append(' ');
    }
    // By place: the id of a collection may depend on what is in it.
    text.append(way.get(way.size() - 1).outputs().indexOf(output));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long hash = KeyFilter.hash(bytes, 0, bytes.length);
    return String.format("%0" + HASH_DIGITS + "x", hash);
  }

  private static boolean takesBack(StageNode stage) {
    return !(stage.head() instanceof SourceNode
        || stage.head() instanceof SinkNode
        || stage.head() instanceof ViewNode
        || makesChanges(stage.steps()));
  }

  private static boolean makesChanges(List<PlanNode> steps) {
    return !steps.isEmpty()
        && steps.get(0) instanceof StepNode step
        && step.step() instanceof ChangeAware;
  }

  private static boolean mayVary(PlanNode member, StageNode stage) {
    PlanNode node = member instanceof WholeNode whole ? whole.of() : member;
    if (node instanceof StepNode step) {
      boolean remembered =
          stage.head() instanceof MemoNode memo && step.inputs().contains(memo.output());
      return !remembered && step.step().determinism() == Determinism.CHECKED;
    }
    return node instanceof CombineNode combine
        && combine.combine().determinism() == Determinism.CHECKED;
  }
}
