// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
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
    return node.accept(new Keeping(renamed(node.id(), since)));
  }

  /** Returns the id that {@link #of} gives a node. */
  static String renamed(String id, long since) {
    return id + SINCE + since;
  }

  /** Returns the id that a node had before it got another one by {@link #of}. */
  static String original(String id) {
    return id.substring(0, id.lastIndexOf(SINCE));
  }

  /** Returns the id of what makes all rows that a node makes. */
  static String wholeId(PlanNode node) {
    return node.id() + "/all";
  }

  /** Returns a copy of a linear node that does to other inputs what that one does to its own. */
  static PlanNode repeated(PlanNode node, List<String> inputs, List<String> outputs) {
    return node.accept(new Repeating(wholeId(node), inputs, outputs));
  }

  /** Copies nodes that keep something. */
  private record Keeping(String id) implements PlanNode.Visitor<PlanNode> {
    @Override
    public PlanNode visitSource(SourceNode node) {
      throw keepsNothing(node);
    }

    @Override
    public PlanNode visitStep(StepNode node) {
      throw keepsNothing(node);
    }

    @Override
    public PlanNode visitFlatten(FlattenNode node) {
      throw keepsNothing(node);
    }

    @Override
    public PlanNode visitExchange(ExchangeNode node) {
      throw keepsNothing(node);
    }

    @Override
    public PlanNode visitDiff(DiffNode node) {
      return new DiffNode(id, node.name(), node.inputs(), node.inputType(), node.output());
    }

    @Override
    public PlanNode visitSink(SinkNode node) {
      return new SinkNode(
          id,
          node.name(),
          node.inputs(),
          node.inputType(),
          node.output(),
          node.views(),
          node.deletions());
    }

    @Override
    public PlanNode visitMemo(MemoNode node) {
      return new MemoNode(
          id,
          node.name(),
          node.inputs(),
          node.inputType(),
          node.output(),
          node.views(),
          node.everyRow());
    }

    @Override
    public PlanNode visitWhole(WholeNode node) {
      throw keepsNothing(node);
    }

    @Override
    public PlanNode visitGroup(GroupNode node) {
      return new GroupNode(
          id,
          node.name(),
          node.inputs(),
          node.inputType(),
          node.output(),
          node.keys(),
          node.windows(),
          node.payload(),
          node.note());
    }

    @Override
    public PlanNode visitJoin(JoinNode node) {
      return new JoinNode(
          id,
          node.name(),
          node.inputs(),
          node.inputType(),
          node.output(),
          node.keys(),
          node.windows(),
          node.join());
    }

    @Override
    public PlanNode visitCombine(CombineNode node) {
      return new CombineNode(
          id,
          node.name(),
          node.inputs(),
          node.inputType(),
          node.output(),
          node.keys(),
          node.windows(),
          node.combine(),
          node.phase());
    }

    @Override
    public PlanNode visitView(ViewNode node) {
      return new ViewNode(id, node.name(), node.inputs(), node.view(), node.model());
    }

    @Override
    public PlanNode visitStage(StageNode node) {
      throw keepsNothing(node);
    }

    private static IllegalArgumentException keepsNothing(PlanNode node) {
      return new IllegalArgumentException("'" + node.name() + "' keeps nothing");
    }
  }

  /** Copies nodes that are linear. */
  private record Repeating(String id, List<String> inputs, List<String> outputs)
      implements PlanNode.Visitor<PlanNode> {
    @Override
    public PlanNode visitSource(SourceNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitStep(StepNode node) {
      return new StepNode(
          id,
          node.name(),
          inputs,
          node.inputType(),
          outputs,
          node.views(),
          node.step(),
          node.kind());
    }

    @Override
    public PlanNode visitFlatten(FlattenNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitExchange(ExchangeNode node) {
      return new ExchangeNode(
          id, node.name(), inputs, node.inputType(), outputs.get(0), node.keys());
    }

    @Override
    public PlanNode visitDiff(DiffNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitSink(SinkNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitMemo(MemoNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitWhole(WholeNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitGroup(GroupNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitJoin(JoinNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitCombine(CombineNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitView(ViewNode node) {
      throw isNotLinear(node);
    }

    @Override
    public PlanNode visitStage(StageNode node) {
      throw isNotLinear(node);
    }

    private static IllegalArgumentException isNotLinear(PlanNode node) {
      return new IllegalArgumentException("'" + node.name() + "' cannot be repeated");
    }
  }
}
