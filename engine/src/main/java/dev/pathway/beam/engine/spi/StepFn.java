// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/**
 * A function over elements that runs on one thread of its own, which it may block.
 *
 * <p>Order of calls: {@link #setup}, in streaming jobs {@link #restore}, then any number of
 * bundles, each {@link #startBundle}, {@link #process} for its elements, {@link #finishBundle}; at
 * last {@link #teardown}, also after any of the others failed. After a failure only {@code
 * teardown} is called.
 */
public interface StepFn {
  /** Prepares the function; {@code context} stays valid until teardown. */
  void setup(StepContext context) throws Exception;

  /**
   * Gives the function its state, with all that was saved for the worker's partitions; called once,
   * in streaming jobs only. Must not emit: what was due comes with {@link #wake}.
   */
  default void restore(StepState state) throws Exception {}

  /** Begins a bundle. */
  default void startBundle() throws Exception {}

  /** Handles one element, emitting to the receivers of the context. */
  void process(Object element) throws Exception;

  /** Ends a bundle; may emit. */
  default void finishBundle() throws Exception {}

  /**
   * Called within a bundle when no more elements of an epoch will come; may emit. A function that
   * gathers elements across bundles releases them here. It is left out where there were no
   * elements, unless the function {@linkplain #hold holds} something all the same.
   */
  default void seal(long epoch) throws Exception {}

  /**
   * Says that no more elements earlier than {@code watermark} will come, but late ones. Only in
   * streaming jobs; rises from call to call, at last to {@link EventTime#END}. Must not emit: what
   * has become due is asked for by {@link #wakeTime} and done by {@link #wake}.
   */
  default void advance(long watermark) throws Exception {}

  /**
   * Returns the earliest event time with which this function may still emit on account of what it
   * holds back, {@link EventTime#END} if it holds back nothing. The watermark of its outputs does
   * not pass it, and the job does not end before.
   */
  default long hold() {
    return EventTime.END;
  }

  /**
   * Returns the time of the {@linkplain JobContext#clock job's clock}, in milliseconds, at which
   * {@link #wake} is to be called: anything up to now for at once, {@link Long#MAX_VALUE} for
   * never. Asked again after every other call.
   */
  default long wakeTime() {
    return Long.MAX_VALUE;
  }

  /**
   * Does what has become due, or some of it so that others get their turn; called within a bundle.
   * May emit.
   */
  default void wake() throws Exception {}

  /**
   * Called once the bundle's outputs were handed over: effects that wait for that may be released.
   * Where state is {@linkplain StepState#durable durable} they wait for {@link #committed} instead.
   */
  default void bundleCommitted() throws Exception {}

  /**
   * Called before {@link #save}; may emit. A function that gathers elements across bundles, and
   * does not save them, releases them here.
   */
  default void release() throws Exception {}

  /**
   * Puts into the function's state what it must know to go on from here after a restart; called
   * between bundles. Must not emit.
   *
   * @param snapshot the snapshot's number, higher than that of any before it
   */
  default void save(long snapshot) throws Exception {}

  /**
   * Says that what was saved for a snapshot will be restored from now on, unless a later one is:
   * the effects of all before it may be released, and of nothing after it. Called between bundles,
   * also once after restoring, since it may not have been called before; snapshots may be left out.
   * May emit, where the function {@linkplain #hold holds} event time for it.
   */
  default void committed(long snapshot) throws Exception {}

  /**
   * Frees what setup acquired; called exactly once if setup was called, whatever happened in
   * between.
   */
  default void teardown() throws Exception {}
}
