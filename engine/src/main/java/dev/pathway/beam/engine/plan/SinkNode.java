// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.util.List;

/**
 * Keeps rows back until every worker that is no sink has sealed the epoch, and emits those that
 * were inserted, one by one. Only in incremental jobs, before steps that act on the world.
 *
 * @param id see {@link PlanNode#id}
 * @param name see {@link PlanNode#name}
 * @param inputs collections it reads
 * @param inputType see {@link PlanNode#inputType}
 * @param output the collection it makes
 * @param views the views that what follows reads: when one changes, every row counts as deleted and
 *     inserted again
 * @param deletions what is done with rows that were deleted
 */
public record SinkNode(
    String id,
    String name,
    List<String> inputs,
    String inputType,
    String output,
    List<String> views,
    Deletions deletions)
    implements PlanNode {

  /** What is done with rows that were deleted, which what follows cannot take back. */
  public enum Deletions {
    /** The job fails before any sink acts. */
    FAIL,
    /** They are passed over. */
    IGNORE,
    /** They are emitted too, with their diff. */
    HAND_ON
  }

  /** Copies the lists. */
  public SinkNode {
    inputs = List.copyOf(inputs);
    views = List.copyOf(views);
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public SinkNode withInputs(List<String> newInputs) {
    return new SinkNode(id, name, newInputs, inputType, output, views, deletions);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visitSink(this);
  }
}
