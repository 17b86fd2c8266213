// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Leftovers;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What user functions and operators of one job share on one member. Thread-safe. */
public interface JobContext {
  /** Returns the job's id, unique for each run. */
  String id();

  /** Returns the job's name. */
  String name();

  /** Returns the clock of processing time, which a script may have taken over. */
  InstantSource clock();

  /**
   * Returns how many milliseconds synchronized processing time is behind the clock: what fires on
   * its account waits that long for what other workers did at the same time, and for the event time
   * that follows it.
   */
  long synchronizationLag();

  /** Returns the number of the epoch that the job computes, from 1; 0 if it is not incremental. */
  long epochNumber();

  /** Returns whether the job computes an epoch of an incremental series. */
  boolean incremental();

  /** Returns what the job's epoch changes with its commit; only in incremental jobs. */
  Publication publication();

  /** Returns which of the members that run the job this one is, from 0. */
  default int member() {
    return 0;
  }

  /** Returns how many workers run each stage on each member. */
  int parallelism();

  /** Returns the memory that tables and buffers share. */
  MemoryBudget memory();

  /** Returns where tables and buffers go when memory is short; made at the first use. */
  Supplier<SpillDirectory> spill();

  /**
   * Returns what takes files that go with the last who can read them, or with the job if that ends
   * before.
   */
  Leftovers leftovers();

  /** Returns whether the job failed or was cancelled, so that work still under way is in vain. */
  boolean stopping();

  /**
   * Returns whether the job is to end soon: whoever makes rows out of nothing, or goes on for ever,
   * is to come to an end. Functions that wait are woken when this becomes true.
   */
  boolean draining();

  /**
   * Has every function that waits look whether something has become due, on account of what another
   * one did. Returns at once.
   */
  void wakeAll();

  /**
   * Has a resource, such as a table that several threads read, closed once the job has ended and
   * none of its threads runs, however it ended: {@link #stopping} tells whether it failed or was
   * cancelled.
   */
  void closeAtEnd(AutoCloseable resource);

  /**
   * Returns the job's only instance of a type, made at the first call: a front end's own state per
   * job.
   */
  <T> T shared(Class<T> type, Supplier<T> create);
}
