// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.util.List;

/**
 * A source for tests, which decides what happens and when: each of its events happens once the job
 * has nothing left to do after the one before. While there are events left the job's clock shows
 * what the script says; afterwards it goes on from there.
 */
public non-sealed interface Script extends Source {
  /** Something that happens. */
  sealed interface Event {
    /**
     * Elements come.
     *
     * @param elements the elements in their order
     */
    record Rows(List<Object> elements) implements Event {}

    /**
     * Event time comes to a point.
     *
     * @param time the new watermark
     */
    record Watermark(long time) implements Event {}

    /**
     * Processing time passes.
     *
     * @param millis how much of it
     */
    record Passing(long millis) implements Event {}
  }

  /** Returns what the job's clock shows at first, in milliseconds. */
  long start();

  /** Returns the events in their order. */
  List<Event> events() throws Exception;
}
