// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Takes a whole collection, as it is in this epoch, and emits how it differs from the one of the
 * last epoch: rows with the diff by which their number changed. Only in incremental jobs.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 */
public record DiffNode(String id, String name, List<String> inputs, String inputType, String output)
    implements PlanNode {
  /** Copies the list. */
  public DiffNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public DiffNode withInputs(List<String> newInputs) {
    return new DiffNode(id, name, newInputs, inputType, output);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitDiff(this);
  }
}
