// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.spi.StepState;

/**
 * The head of a stage: takes frames and seals, emits rows to the stage's body. One thread calls
 * everything and may be blocked; nothing is called after an exception but {@link #close}.
 */
interface Operator {
  /** Called once, first. */
  default void open() throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#restore}. */
  default void restore(StepState state) throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#save}. */
  default void save(long snapshot) throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#committed}. */
  default void committed(long snapshot) throws Exception {}

  /**
   * Emits the rows that the operator makes by itself; returns when there are no more. Called once,
   * after open.
   */
  default void produce() throws Exception {}

  /** Takes a frame of an epoch that is not sealed. */
  default void frame(Frame frame) throws Exception {
    throw new IllegalStateException("a source has no input");
  }

  /**
   * Says that no more frames of {@code epoch}, or of one before it, will come; emits what waited
   * for that.
   */
  default void seal(long epoch) throws Exception {}

  /**
   * Says that no more rows earlier than {@code watermark} will come, but late ones; emits what
   * waited for that. Only in streaming jobs.
   *
   * @return the watermark of what the operator emits from now on
   */
  default long advance(long watermark) throws Exception {
    return watermark;
  }

  /**
   * Returns how many rows more the operator remembers from epoch to epoch than it did before this
   * one, in which the stage has done the given work; once it is sealed.
   */
  default long growth(StageWork work) {
    return 0;
  }

  /** Frees what the operator holds. */
  default void close() throws Exception {}
}
