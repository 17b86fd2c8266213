// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Puts collections together. Sunk into its consumers' inputs before execution.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param output the collection it makes
 */
public record FlattenNode(String id, String name, List<String> inputs, String output)
    implements PlanNode {
  /** Copies the list. */
  public FlattenNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public FlattenNode withInputs(List<String> newInputs) {
    return new FlattenNode(id, name, newInputs, output);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitFlatten(this);
  }
}
