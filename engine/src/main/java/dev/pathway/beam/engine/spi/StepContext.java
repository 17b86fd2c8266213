// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** What the engine gives to a step. */
public interface StepContext {
  /**
   * Returns the receiver of the step's output with this index, in the order of the plan node's
   * outputs.
   */
  Receiver output(int index);

  /**
   * Returns the side input with this index, in the order of the plan node's views; complete before
   * any element.
   */
  View view(int index);

  /**
   * Returns by how much the element being processed changes the number of its occurrences, and with
   * it each element emitted meanwhile: 1 except in incremental jobs.
   */
  int diff();

  /**
   * Emits an element that changes the number of its occurrences by a diff of its own. Only for
   * steps that {@linkplain StepSpec#setsDiffs say so}.
   *
   * @param index as in {@link #output}
   * @param change by how much, not 0
   */
  default void emit(int index, Object element, int change) {
    throw new UnsupportedOperationException("'" + name() + "' cannot set diffs here");
  }

  /** Returns the job this step runs for. */
  JobContext job();

  /** Returns the step's name, unique in the job. */
  String name();
}
