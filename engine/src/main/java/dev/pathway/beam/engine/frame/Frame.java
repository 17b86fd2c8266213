// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import dev.pathway.beam.engine.spi.RowSink;
import org.jspecify.annotations.Nullable;

/**
 * An immutable batch of rows of one epoch, by column. A column that holds its default in every row
 * is absent.
 *
 * <p>Frames pass between threads by reference: nobody changes one, nor the values in it.
 */
public final class Frame {
  private final int size;
  private final long epoch;
  private final int partition;
  private final @Nullable Object[] values;
  private final long[] timestamps;
  private final @Nullable Object @Nullable [] windows;
  private final @Nullable Object @Nullable [] panes;
  private final @Nullable Object @Nullable [] extras;
  private final int @Nullable [] diffs;
  private final Object @Nullable [] identities;
  private final long bytes;
  private final @Nullable InFlightBytes inFlight;

  Frame(
      int size,
      long epoch,
      int partition,
      @Nullable Object[] values,
      long[] timestamps,
      @Nullable Object @Nullable [] windows,
      @Nullable Object @Nullable [] panes,
      @Nullable Object @Nullable [] extras,
      int @Nullable [] diffs,
      Object @Nullable [] identities,
      long bytes,
      @Nullable InFlightBytes inFlight) {
    this.size = size;
    this.epoch = epoch;
    this.partition = partition;
    this.values = values;
    this.timestamps = timestamps;
    this.windows = windows;
    this.panes = panes;
    this.extras = extras;
    this.diffs = diffs;
    this.identities = identities;
    this.bytes = bytes;
    this.inFlight = inFlight;
  }

  /**
   * Waits until the frame may be sent, at most the given time; frames of usual size may at once.
   *
   * @return whether it may; the receiver must call {@link #received} once it is done with it
   */
  public boolean send(long waitMillis) throws InterruptedException {
    return inFlight == null || inFlight.enter(bytes, waitMillis);
  }

  /** Says that the receiver is done with the frame. */
  public void received() {
    if (inFlight != null) {
      inFlight.leave(bytes);
    }
  }

  /** Returns the number of rows, at least 1. */
  public int size() {
    return size;
  }

  /** Returns the epoch of all rows. */
  public long epoch() {
    return epoch;
  }

  /**
   * Returns a partition that belongs to the processor this frame is for; meaningless on
   * unpartitioned edges.
   */
  public int partition() {
    return partition;
  }

  /** Returns the value of a row. */
  public @Nullable Object value(int row) {
    return values[row];
  }

  /** Returns the event time of a row in milliseconds. */
  public long timestamp(int row) {
    return timestamps[row];
  }

  /** Returns the windows of a row, null for the default. */
  public @Nullable Object windows(int row) {
    return windows == null ? null : windows[row];
  }

  /** Returns the pane of a row, null for none. */
  public @Nullable Object pane(int row) {
    return panes == null ? null : panes[row];
  }

  /** Returns what else the front end attached to a row, or null. */
  public @Nullable Object extras(int row) {
    return extras == null ? null : extras[row];
  }

  /** Returns by how much the row changes the number of its occurrences: +1 for an insertion. */
  public int diff(int row) {
    return diffs == null ? 1 : diffs[row];
  }

  /** Returns the identity of a row's key; only for frames of a keyed edge. */
  public Object identity(int row) {
    if (identities == null) {
      throw new IllegalStateException("a frame without keys on a keyed edge");
    }
    return identities[row];
  }

  /** Hands a row's columns to a sink. */
  public void unpack(int row, RowSink sink) {
    sink.accept(values[row], timestamps[row], windows(row), pane(row), extras(row));
  }
}
