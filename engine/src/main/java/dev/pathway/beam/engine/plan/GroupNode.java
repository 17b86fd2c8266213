// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.util.List;

/**
 * Groups payloads by key and window and emits, at the seal of the epoch, one row for each group:
 * the key paired with an iterable of its payloads.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 * @param keys how keys and payloads are read
 * @param windows how rows fall into windows
 * @param payload what is grouped
 * @param note for people: why this way of grouping was chosen
 */
public record GroupNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    KeyModel keys,
    WindowModel windows,
    Payload payload,
    String note)
    implements PlanNode {

  /** What is grouped. */
  public enum Payload {
    /** Each row's payload, under its key and each of its windows. */
    VALUES,
    /** Each row as a whole element, under its key alone: the next step sorts out windows. */
    ELEMENTS
  }

  /** Copies the list. */
  public GroupNode {
    inputs = List.copyOf(inputs);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public GroupNode withInputs(List<String> newInputs) {
    return new GroupNode(id, name, newInputs, inputType, output, keys, windows, payload, note);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitGroup(this);
  }
}
