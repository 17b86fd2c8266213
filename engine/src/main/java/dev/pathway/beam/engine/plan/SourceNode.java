// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.Source;
import java.util.List;

/**
 * Makes the rows of a source.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param output the collection of what it reads
 * @param source what it reads
 */
public record SourceNode(String id, String name, String output, Source source) implements PlanNode {
  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public SourceNode withInputs(List<String> inputs) {
    throw new UnsupportedOperationException("a source has no inputs: '" + name + "'");
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitSource(this);
  }
}
