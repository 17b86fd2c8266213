// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.translation.source.PieceListing;
import java.util.List;
import java.util.stream.Stream;

/** The parts of a node that say what it does to its input, apart from names and ids. */
final class Configuration implements PlanNode.Visitor<Object[]> {
  private static final Object[] NOTHING = {};

  private final Plan plan;

  Configuration(Plan plan) {
    this.plan = plan;
  }

  /** Returns the parts of a node, all of them serialisable. */
  Object[] of(PlanNode node) {
    List<Object> codecs =
        Stream.concat(
                node.inputs().stream().limit(1).map(id -> node.inputType()),
                node.outputs().stream())
            .filter(plan.collections()::containsKey)
            .map(id -> (Object) plan.collection(id).elementCodec())
            .toList();
    return new Object[] {node.getClass().getSimpleName(), codecs.toArray(), node.accept(this)};
  }

  /**
   * What is read is input, not configuration: it is compared with what was read before. But where
   * only what is new is read, how it is read counts.
   */
  @Override
  public Object[] visitSource(SourceNode node) {
    return node.source() instanceof PieceListing ? new Object[] {node.source()} : NOTHING;
  }

  @Override
  public Object[] visitStep(StepNode node) {
    return new Object[] {node.kind(), node.step()};
  }

  @Override
  public Object[] visitFlatten(FlattenNode node) {
    return NOTHING;
  }

  @Override
  public Object[] visitExchange(ExchangeNode node) {
    return node.keys() == null ? NOTHING : new Object[] {node.keys()};
  }

  @Override
  public Object[] visitDiff(DiffNode node) {
    return NOTHING;
  }

  @Override
  public Object[] visitSink(SinkNode node) {
    return NOTHING;
  }

  @Override
  public Object[] visitMemo(MemoNode node) {
    return new Object[] {node.everyRow()};
  }

  @Override
  public Object[] visitWhole(WholeNode node) {
    throw new IllegalArgumentException("'" + node.name() + "' is of one epoch");
  }

  @Override
  public Object[] visitGroup(GroupNode node) {
    return new Object[] {node.keys(), node.windows(), node.payload(), node.note()};
  }

  @Override
  public Object[] visitJoin(JoinNode node) {
    return new Object[] {node.keys(), node.windows(), node.join()};
  }

  @Override
  public Object[] visitCombine(CombineNode node) {
    return new Object[] {node.keys(), node.windows(), node.combine(), node.phase()};
  }

  @Override
  public Object[] visitView(ViewNode node) {
    return new Object[] {node.model()};
  }

  @Override
  public Object[] visitStage(StageNode node) {
    throw new IllegalArgumentException("'" + node.name() + "' is fused already");
  }
}
