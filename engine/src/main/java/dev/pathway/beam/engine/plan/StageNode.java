// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators fused into one that runs as direct calls: at most one head, which makes rows in its own
 * way, and steps that each read the head, an earlier step, or, where there is no head, the stage's
 * inputs.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param head a source, exchange, grouping, aggregation or view; null if the first step reads the
 *     inputs itself
 * @param steps steps and partial aggregations, in topological order
 * @param outputs the collections that leave the stage
 * @param checks of what it puts out, at most one for each output
 */
public record StageNode(
    String id,
    String name,
    @Nullable PlanNode head,
    List<PlanNode> steps,
    List<String> outputs,
    List<OutletCheck> checks)
    implements PlanNode {

  /**
   * Copies the lists; checks that each member is of a kind that can be one and gets its input
   * within the stage.
   */
  public StageNode {
    steps = List.copyOf(steps);
    outputs = List.copyOf(outputs);
    checks = List.copyOf(checks);
    require(head != null || !steps.isEmpty(), name, "is empty");
    require(head == null || isHead(head), name, "has a head that cannot be one");
    Set<String> made = new HashSet<>(head == null ? List.of() : head.outputs());
    for (int i = 0; i < steps.size(); i++) {
      PlanNode step = steps.get(i);
      require(isStep(step), name, "has '" + step.name() + "' as a step, which cannot be one");
      boolean readsInputs = head == null && i == 0;
      require(
          readsInputs || made.containsAll(step.inputs()),
          name,
          "has the step '" + step.name() + "', which reads what no member before it makes");
      made.addAll(step.outputs());
    }
    require(made.containsAll(outputs), name, "puts out what no member makes");
  }

  /** Creates a stage that is not checked. */
  public StageNode(
      String id, String name, @Nullable PlanNode head, List<PlanNode> steps, List<String> outputs) {
    this(id, name, head, steps, outputs, List.of());
  }

  /**
   * Returns a node of a fused plan.
   *
   * @throws IllegalArgumentException if the plan is not fused
   */
  public static StageNode of(PlanNode node) {
    if (node instanceof StageNode stage) {
      return stage;
    }
    throw new IllegalArgumentException(
        "'" + node.name() + "' is not part of a stage: the plan must be fused first");
  }

  /** Returns the stage with what it puts out checked. */
  public StageNode withChecks(List<OutletCheck> newChecks) {
    return new StageNode(id, name, head, steps, outputs, newChecks);
  }

  private static boolean isHead(PlanNode node) {
    return !isStep(node) && !(node instanceof FlattenNode) && !(node instanceof StageNode);
  }

  /** Returns whether a node can be one of the steps of a stage. */
  public static boolean isStep(PlanNode node) {
    return node instanceof StepNode
        || (node instanceof CombineNode combine && combine.phase() == CombineNode.Phase.PARTIAL);
  }

  private static void require(boolean holds, String stage, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("stage '" + stage + "' " + otherwise);
    }
  }

  @Override
  public List<String> inputs() {
    return head != null ? head.inputs() : steps.get(0).inputs();
  }

  @Override
  public List<String> views() {
    Set<String> all = new LinkedHashSet<>();
    steps.forEach(step -> all.addAll(step.views()));
    return List.copyOf(all);
  }

  /** Returns the head, if any, and the steps. */
  public List<PlanNode> members() {
    List<PlanNode> all = new ArrayList<>();
    if (head != null) {
      all.add(head);
    }
    all.addAll(steps);
    return all;
  }

  /**
   * Returns those members of a stage through which rows come to a collection that it makes, in
   * their order: a way without branches, as none but the first has several inputs.
   */
  public static List<PlanNode> wayTo(String collection, List<PlanNode> members) {
    List<PlanNode> way = new ArrayList<>();
    List<String> wanted = List.of(collection);
    for (int i = members.size() - 1; i >= 0; i--) {
      PlanNode member = members.get(i);
      if (member.outputs().stream().anyMatch(wanted::contains)) {
        way.add(0, member);
        wanted = member.inputs();
      }
    }
    return way;
  }

  @Override
  public StageNode withInputs(List<String> newInputs) {
    if (head != null) {
      return new StageNode(id, name, head.withInputs(newInputs), steps, outputs, checks);
    }
    List<PlanNode> changed = new ArrayList<>(steps);
    changed.set(0, steps.get(0).withInputs(newInputs));
    return new StageNode(id, name, null, changed, outputs, checks);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitStage(this);
  }
}
