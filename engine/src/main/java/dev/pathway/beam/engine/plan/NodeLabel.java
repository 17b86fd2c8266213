// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.StreamSource;

/** What a node is, in a few words. */
public final class NodeLabel implements PlanNode.Visitor<String> {
  private NodeLabel() {}

  /** Returns the label of a node. */
  public static String of(PlanNode node) {
    return node.accept(new NodeLabel());
  }

  @Override
  public String visitSource(SourceNode node) {
    if (node.source() instanceof Script) {
      return "Script";
    }
    return node.source() instanceof StreamSource ? "Read, unbounded" : "Read";
  }

  @Override
  public String visitStep(StepNode node) {
    return node.kind();
  }

  @Override
  public String visitFlatten(FlattenNode node) {
    return "Flatten";
  }

  @Override
  public String visitExchange(ExchangeNode node) {
    return node.keys() == null ? "Exchange evenly" : "Exchange by key";
  }

  @Override
  public String visitDiff(DiffNode node) {
    return "Changes since the last epoch";
  }

  @Override
  public String visitSink(SinkNode node) {
    return "Insertions, once all is sealed";
  }

  @Override
  public String visitMemo(MemoNode node) {
    return node.everyRow()
        ? "Rows, all once more, and what became of them"
        : "Rows, and what became of them";
  }

  @Override
  public String visitWhole(WholeNode node) {
    return "All rows there are";
  }

  @Override
  public String visitGroup(GroupNode node) {
    return "GroupByKey " + node.note();
  }

  @Override
  public String visitJoin(JoinNode node) {
    return "Join";
  }

  @Override
  public String visitCombine(CombineNode node) {
    return switch (node.phase()) {
      case COMPLETE -> "Combine";
      case PARTIAL -> "Combine, partially";
      case MERGE -> "Combine, merging";
    };
  }

  @Override
  public String visitView(ViewNode node) {
    return "View";
  }

  @Override
  public String visitStage(StageNode node) {
    return "Stage";
  }
}
