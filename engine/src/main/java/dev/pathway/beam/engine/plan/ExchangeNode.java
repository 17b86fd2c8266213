// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.KeyModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows to other workers, changing nothing in them: to the worker of their key, or evenly to
 * all.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 * @param keys how keys are read, or null to spread rows evenly
 */
public record ExchangeNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    @Nullable KeyModel keys)
    implements PlanNode {
  /** Copies the list. */
  public ExchangeNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public ExchangeNode withInputs(List<String> newInputs) {
    return new ExchangeNode(id, name, newInputs, inputType, output, keys);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitExchange(this);
  }
}
