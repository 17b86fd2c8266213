// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.StepSpec;
import java.util.List;

/**
 * Applies a function to each element.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param outputs collections it makes, in the order of {@link
 *     dev.pathway.beam.engine.spi.StepContext#output}
 * @param views views it reads, in the order of {@link dev.pathway.beam.engine.spi.StepContext#view}
 * @param step the function
 * @param kind what it is, for people: "ParDo", "Window.into", ...
 */
public record StepNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    List<String> outputs,
    List<String> views,
    StepSpec step,
    String kind)
    implements PlanNode {

  /** Copies the lists. */
  public StepNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    views = List.copyOf(views);
  }

  /** Returns the node with another step. */
  public StepNode with(StepSpec newStep, String newKind) {
    return new StepNode(id, name, inputs, inputType, outputs, views, newStep, newKind);
  }

  @Override
  public StepNode withInputs(List<String> newInputs) {
    return new StepNode(id, name, newInputs, inputType, outputs, views, step, kind);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitStep(this);
  }
}
