// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepState;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * What is done with the elements and the timers of keys; see {@link
 * dev.pathway.beam.engine.spi.StepFn} for the order of calls.
 */
public interface KeyedFn {
  /**
   * Prepares the function.
   *
   * @param context the step it runs in
   * @param key the key that each of the other calls is about, with its state and timers
   */
  void setup(StepContext context, CurrentKey key) throws Exception;

  /** Returns the coder of the windows that state and timers are of. */
  Coder<? extends BoundedWindow> windowCoder();

  /**
   * See {@link dev.pathway.beam.engine.spi.StepFn#restore}; what the keys hold is kept by the step.
   */
  default void restore(StepState state) throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#save}. */
  default void save(long snapshot) throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#committed}. */
  default void committed(long snapshot) throws Exception {}

  /** Begins a bundle. */
  default void startBundle() throws Exception {}

  /** Handles an element of the current key. */
  void process(WindowedValue<Object> element) throws Exception;

  /** Handles all elements of the current key, where they come together. */
  default void processAll(Iterable<WindowedValue<Object>> elements) throws Exception {
    for (WindowedValue<Object> element : elements) {
      process(element);
    }
  }

  /** Handles a timer of the current key that has become due. */
  void onTimer(TimerData timer) throws Exception;

  /** Ends a bundle. */
  default void finishBundle() throws Exception {}

  /** See {@link dev.pathway.beam.engine.spi.StepFn#bundleCommitted}. */
  default void bundleCommitted() throws Exception {}

  /** Frees what setup acquired. */
  default void teardown() throws Exception {}

  /**
   * Returns whether timers of processing time are waited for when the input has ended. Those of
   * triggers are not: all that they would emit is emitted then anyway.
   */
  boolean awaitsProcessingTime();

  /**
   * Returns whether these, instead of being waited for, fire at once in the order of their times,
   * as if the clock went on to the next of them.
   */
  default boolean drainsTimers() {
    return false;
  }
}
