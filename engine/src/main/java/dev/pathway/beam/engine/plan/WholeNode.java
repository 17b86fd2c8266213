// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Emits, as insertions, all rows that another operator has at the end of this epoch, for those who
 * have seen none of them yet, from what that one keeps and reads. It keeps nothing. Only in
 * incremental jobs.
 *
 * @param id see {@link PlanNode#id}
 * @param of a comparison, grouping or aggregation that keeps what it emits from epoch to epoch
 * @param output the collection it makes
 */
public record WholeNode(String id, PlanNode of, String output) implements PlanNode {
  /** Checks that the other operator knows what it has emitted. */
  public WholeNode {
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
    return of.inputs();
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
  public WholeNode withInputs(List<String> inputs) {
    return new WholeNode(id, of.withInputs(inputs), output);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitWhole(this);
  }
}
