// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Emits again, as insertions, all that another operator had emitted by the end of the last epoch:
 * with what changes in this one it is all that there is, for those who have not seen it yet. Only
 * in incremental jobs.
 *
 * @param id see {@link PlanNode#id}
 * @param of a comparison, grouping or aggregation that keeps what it emits from epoch to epoch
 * @param output the collection it makes
 */
public record PastNode(String id, PlanNode of, String output) implements PlanNode {
  /** Checks that the other operator knows what it has emitted. */
  public PastNode {
    if (!knows(of)) {
      throw new IllegalArgumentException("'" + of.name() + "' does not keep what it emits");
    }
  }

  /** Returns whether a node keeps what it emits. */
  public static boolean knows(PlanNode node) {
    return node instanceof DiffNode || node instanceof GroupNode || node instanceof CombineNode;
  }

  @Override
  public String name() {
    return of.name();
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public String inputType() {
    return of.inputType();
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public PastNode withInputs(List<String> inputs) {
    return this;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitPast(this);
  }
}
