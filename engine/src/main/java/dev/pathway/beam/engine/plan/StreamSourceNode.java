// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.StreamSource;
import java.util.List;

/**
 * Reads an unbounded source.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param output the collection of what it reads
 * @param source what it reads
 */
public record StreamSourceNode(String id, String name, String output, StreamSource source)
    implements PlanNode {
  @Override
  public boolean isSource() {
    return true;
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public StreamSourceNode withInputs(List<String> inputs) {
    throw new UnsupportedOperationException("a source has no inputs: '" + name + "'");
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitStreamSource(this);
  }
}
