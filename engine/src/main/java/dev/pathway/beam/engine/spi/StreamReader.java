// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** Reads one piece of an unbounded source on one thread. */
public interface StreamReader {
  /**
   * Moves to the next element if there is one at the moment; what {@code false} means is for the
   * watermark to say.
   */
  boolean advance() throws Exception;

  /** Returns the element the reader is at. */
  Object element() throws Exception;

  /**
   * Returns the earliest event time of what is still to come, but for late elements. A reader that
   * says {@link EventTime#END}, and had nothing when it was asked last, has come to its end.
   */
  long watermark() throws Exception;

  /** Says that everything read so far was handed over and need never be read again. */
  void committed() throws Exception;

  /** Frees what the reader holds; called once, also if another call failed. */
  void close() throws Exception;
}
