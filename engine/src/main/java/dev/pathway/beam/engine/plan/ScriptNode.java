// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.Script;
import java.util.List;

/**
 * Emits what a test says, when it says so.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param output the collection of what it reads
 * @param script what it reads
 */
public record ScriptNode(String id, String name, String output, Script script) implements PlanNode {
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
  public ScriptNode withInputs(List<String> inputs) {
    throw new UnsupportedOperationException("a source has no inputs: '" + name + "'");
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitScript(this);
  }
}
