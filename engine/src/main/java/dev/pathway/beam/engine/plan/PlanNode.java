// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.io.Serializable;
import java.util.List;

/**
 * An operator of a plan. Every kind has its place in {@link Visitor}, so that a new one breaks the
 * build there.
 */
public sealed interface PlanNode extends Serializable
    permits SourceNode,
        StepNode,
        FlattenNode,
        ExchangeNode,
        DiffNode,
        SinkNode,
        MemoNode,
        WholeNode,
        GroupNode,
        JoinNode,
        CombineNode,
        ViewNode,
        StageNode {

  /** Returns the id, unique in the plan and stable for the same pipeline. */
  String id();

  /** Returns the name that users know. */
  String name();

  /** Returns the ids of the collections it reads row by row; several are read as if flattened. */
  List<String> inputs();

  /**
   * Returns the collection whose declaration holds for all inputs: a flatten's output where one was
   * sunk.
   */
  default String inputType() {
    return inputs().get(0);
  }

  /** Returns the ids of the collections, or for a {@link ViewNode} of the view, that it makes. */
  List<String> outputs();

  /** Returns the ids of the views it reads. */
  default List<String> views() {
    return List.of();
  }

  /** Returns the node with other inputs. */
  PlanNode withInputs(List<String> inputs);

  /** Calls the method of the visitor for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of node. */
  interface Visitor<R> {
    /** Visits a source. */
    R visitSource(SourceNode node);

    /** Visits a step. */
    R visitStep(StepNode node);

    /** Visits a flatten. */
    R visitFlatten(FlattenNode node);

    /** Visits an exchange. */
    R visitExchange(ExchangeNode node);

    /** Visits a comparison with the last epoch. */
    R visitDiff(DiffNode node);

    /** Visits what holds back rows from a sink. */
    R visitSink(SinkNode node);

    /** Visits what remembers the outputs of a step. */
    R visitMemo(MemoNode node);

    /** Visits what repeats the past of another node. */
    R visitWhole(WholeNode node);

    /** Visits a grouping. */
    R visitGroup(GroupNode node);

    /** Visits a join. */
    R visitJoin(JoinNode node);

    /** Visits an aggregation. */
    R visitCombine(CombineNode node);

    /** Visits a view. */
    R visitView(ViewNode node);

    /** Visits a fused stage. */
    R visitStage(StageNode node);
  }
}
