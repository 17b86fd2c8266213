// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import org.jspecify.annotations.Nullable;

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

  /**
   * Returns where the reader is, from where {@link StreamSplit#open} goes on with the element after
   * the last one it moved to; null if it is still where it was opened.
   */
  byte @Nullable [] mark() throws Exception;

  /** Says that what was read up to the last {@link #mark} need never be read again. */
  void markCommitted() throws Exception;

  /** Frees what the reader holds; called once, also if another call failed. */
  void close() throws Exception;
}
