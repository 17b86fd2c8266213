// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import java.util.List;

/** Copies of nodes under other ids. */
final class Renaming {
  private static final String SINCE = "@";

  private Renaming() {}

  /**
   * Returns a node that keeps something, under an id that says since which epoch: what nodes keep,
   * they keep under their ids.
   */
  static PlanNode of(PlanNode node, long since) {
    String id = renamed(node.id(), since);
    if (node instanceof DiffNode diff) {
      return new DiffNode(id, diff.name(), diff.inputs(), diff.inputType(), diff.output());
    }
    if (node instanceof GroupNode group) {
      return new GroupNode(
          id,
          group.name(),
          group.inputs(),
          group.inputType(),
          group.output(),
          group.keys(),
          group.windows(),
          group.payload(),
          group.note());
    }
    if (node instanceof JoinNode join) {
      return new JoinNode(
          id,
          join.name(),
          join.inputs(),
          join.inputType(),
          join.output(),
          join.keys(),
          join.windows(),
          join.join());
    }
    if (node instanceof CombineNode combine) {
      return new CombineNode(
          id,
          combine.name(),
          combine.inputs(),
          combine.inputType(),
          combine.output(),
          combine.keys(),
          combine.windows(),
          combine.combine(),
          combine.phase());
    }
    if (node instanceof ViewNode view) {
      return new ViewNode(id, view.name(), view.inputs(), view.view(), view.model());
    }
    if (node instanceof MemoNode memo) {
      return new MemoNode(
          id,
          memo.name(),
          memo.inputs(),
          memo.inputType(),
          memo.output(),
          memo.views(),
          memo.everyRow());
    }
    if (node instanceof SinkNode sink) {
      return new SinkNode(
          id,
          sink.name(),
          sink.inputs(),
          sink.inputType(),
          sink.output(),
          sink.views(),
          sink.deletions());
    }
    throw new IllegalArgumentException("'" + node.name() + "' keeps nothing");
  }

  /** Returns the id that {@link #of} gives a node. */
  static String renamed(String id, long since) {
    return id + SINCE + since;
  }

  /** Returns the id that a node had before it got another one by {@link #of}. */
  static String original(String id) {
    return id.substring(0, id.lastIndexOf(SINCE));
  }

  /** Returns a copy of a linear node that does to other inputs what that one does to its own. */
  static PlanNode repeated(PlanNode node, List<String> inputs, List<String> outputs) {
    String id = node.id() + "/past";
    if (node instanceof StepNode step) {
      return new StepNode(
          id,
          step.name(),
          inputs,
          step.inputType(),
          outputs,
          step.views(),
          step.step(),
          step.kind());
    }
    if (node instanceof ExchangeNode exchange) {
      return new ExchangeNode(
          id, exchange.name(), inputs, exchange.inputType(), outputs.get(0), exchange.keys());
    }
    throw new IllegalArgumentException("'" + node.name() + "' cannot be repeated");
  }
}
