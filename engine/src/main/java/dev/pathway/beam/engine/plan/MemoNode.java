// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Has the step behind it run only on rows that are new, or on all when a view changed that the step
 * reads, and remembers what it put out: for steps whose outputs are not a function of the row
 * alone. What a row that is gone had led to is taken back as it was. Only in incremental jobs, as
 * the head of a stage with that one step behind it.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes, of the same rows
 * @param views the views that the step reads
 * @param everyRow whether the step runs on every row in each epoch, and is compared with what it
 *     put out before: one that looks for what the rows do not tell
 */
public record MemoNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    List<String> views,
    boolean everyRow)
    implements PlanNode {
  /** Copies the lists. */
  public MemoNode {
    inputs = List.copyOf(inputs);
    views = List.copyOf(views);
  }

  /** Returns whether what the step puts out for a row may change while the row is there. */
  public boolean changesOutputs() {
    return everyRow || !views.isEmpty();
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public MemoNode withInputs(List<String> newInputs) {
    return new MemoNode(id, name, newInputs, inputType, output, views, everyRow);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitMemo(this);
  }
}
