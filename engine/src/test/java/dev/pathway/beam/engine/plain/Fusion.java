// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StageNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A simple fusion for tests, which asks a coin wherever it may fuse. */
public final class Fusion {
  /** A stage in the making. */
  private static final class Draft {
    private final @Nullable PlanNode head;
    private final List<PlanNode> steps = new ArrayList<>();

    Draft(@Nullable PlanNode head) {
      this.head = head;
    }

    List<PlanNode> members() {
      List<PlanNode> all = new ArrayList<>(steps);
      if (head != null) {
        all.add(0, head);
      }
      return all;
    }
  }

  private final Map<String, Draft> makers = new HashMap<>();
  private final Set<Draft> drafts = new LinkedHashSet<>();

  private Fusion() {}

  /** Returns the plan made of stages. */
  public static Plan fuse(Plan plan, BooleanSupplier coin) {
    Fusion fusion = new Fusion();
    for (PlanNode node : withoutFlattens(plan)) {
      fusion.add(node, coin);
    }
    return plan.withNodes(fusion.stages());
  }

  private static List<PlanNode> withoutFlattens(Plan plan) {
    Map<String, List<String>> flattened = new HashMap<>();
    List<PlanNode> left = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      List<String> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        inputs.addAll(flattened.getOrDefault(input, List.of(input)));
      }
      if (node instanceof FlattenNode flatten) {
        flattened.put(flatten.output(), inputs);
      } else {
        left.add(inputs.equals(node.inputs()) ? node : node.withInputs(inputs));
      }
    }
    return left;
  }

  private void add(PlanNode node, BooleanSupplier coin) {
    boolean step = StageNode.isStep(node);
    Draft draft = step ? target(node, coin) : new Draft(node);
    if (step) {
      draft.steps.add(node);
    }
    drafts.add(draft);
    node.outputs().forEach(output -> makers.put(output, draft));
  }

  private Draft target(PlanNode node, BooleanSupplier coin) {
    Set<@Nullable Draft> sources = new HashSet<>();
    node.inputs().forEach(input -> sources.add(makers.get(input)));
    Draft producer = sources.size() == 1 ? sources.iterator().next() : null;
    if (producer != null && producer.head instanceof MemoNode && producer.steps.isEmpty()) {
      return producer;
    }
    if (producer == null || !coin.getAsBoolean()) {
      return new Draft(null);
    }
    for (String view : node.views()) {
      Draft maker = makers.get(view);
      if (maker != null && before(maker).contains(producer)) {
        return new Draft(null);
      }
    }
    return producer;
  }

  private Set<Draft> directlyBefore(Draft draft) {
    Set<Draft> before = new LinkedHashSet<>();
    for (PlanNode member : draft.members()) {
      List<String> used = new ArrayList<>(member.inputs());
      used.addAll(member.views());
      for (String input : used) {
        Draft maker = makers.get(input);
        if (maker != null && maker != draft) {
          before.add(maker);
        }
      }
    }
    return before;
  }

  private Set<Draft> before(Draft draft) {
    Set<Draft> all = new LinkedHashSet<>();
    collectBefore(draft, all);
    return all;
  }

  private void collectBefore(Draft draft, Set<Draft> all) {
    if (all.add(draft)) {
      directlyBefore(draft).forEach(earlier -> collectBefore(earlier, all));
    }
  }

  private List<PlanNode> stages() {
    Set<Draft> sorted = new LinkedHashSet<>();
    drafts.forEach(draft -> sort(draft, sorted));
    List<PlanNode> stages = new ArrayList<>();
    for (Draft draft : sorted) {
      stages.add(stage(draft));
    }
    return stages;
  }

  private void sort(Draft draft, Set<Draft> sorted) {
    if (!sorted.contains(draft)) {
      directlyBefore(draft).forEach(earlier -> sort(earlier, sorted));
      sorted.add(draft);
    }
  }

  private StageNode stage(Draft draft) {
    Set<String> outputs = new LinkedHashSet<>();
    for (PlanNode member : draft.members()) {
      for (String output : member.outputs()) {
        if (output.startsWith("v") || usedOutside(output, draft)) {
          outputs.add(output);
        }
      }
    }
    List<PlanNode> members = draft.members();
    List<String> names = members.stream().map(PlanNode::name).toList();
    return new StageNode(
        "s" + members.get(0).id(),
        String.join("+", names),
        draft.head,
        draft.steps,
        List.copyOf(outputs));
  }

  private boolean usedOutside(String collection, Draft maker) {
    return drafts.stream()
        .filter(draft -> draft != maker)
        .flatMap(draft -> draft.members().stream())
        .anyMatch(node -> node.inputs().contains(collection));
  }
}
