// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows into a frame. One thread only.
 *
 * <p>A frame is full at {@link #MAX_ROWS} rows or {@link #MAX_BYTES} bytes, so that queues of
 * frames stay bounded whatever the size of a row.
 */
public final class FrameBuilder {
  /** Rows of a full frame. */
  public static final int MAX_ROWS = 1024;

  /**
   * Approximate heap bytes of a full frame: 256 KiB, or less where the frames that can be under way
   * between all workers, of which each sends to each, would be more than a part of the heap.
   */
  public static final long MAX_BYTES =
      maxBytes(Runtime.getRuntime().maxMemory(), Runtime.getRuntime().availableProcessors());

  private static final int MIN_CAPACITY = 32;
  private static final Object[] NO_VALUES = {};
  private static final long[] NO_TIMESTAMPS = {};

  private static final long LARGE_BYTES = 2 * MAX_BYTES;

  /** A queue between two workers holds some 16 frames: one sixteenth of the heap for all. */
  private static final long HEAP_PARTS = 256;

  private final InFlightBytes inFlight = new InFlightBytes();
  private final int partition;
  private final Weigher weigher;
  private int size;
  private long bytes;
  private long epoch;
  private int firstCapacity = MIN_CAPACITY;
  private @Nullable Object[] values = NO_VALUES;
  private long[] timestamps = NO_TIMESTAMPS;
  private @Nullable Object @Nullable [] windows;
  private @Nullable Object @Nullable [] panes;
  private @Nullable Object @Nullable [] extras;
  private int @Nullable [] diffs;
  private Object @Nullable [] identities;

  /** Returns the heap bytes of a full frame for a heap and so many workers. */
  static long maxBytes(long heapBytes, long workers) {
    long share = heapBytes / (HEAP_PARTS * workers * workers);
    return Math.max(16 * 1024, Math.min(256 * 1024, share));
  }

  /**
   * Creates an empty builder.
   *
   * @param partition see {@link Frame#partition}
   * @param weigher sizes of the values
   */
  public FrameBuilder(int partition, Weigher weigher) {
    this.partition = partition;
    this.weigher = weigher;
  }

  /**
   * Appends a row; returns whether the frame is full, after which {@link #build} must be called.
   */
  public boolean append(
      @Nullable Object value,
      long timestamp,
      @Nullable Object rowWindows,
      @Nullable Object pane,
      @Nullable Object rowExtras,
      int diff) {
    int row = size;
    if (row == values.length) {
      grow();
    }
    values[row] = value;
    timestamps[row] = timestamp;
    if (rowWindows != null) {
      windows = ensure(windows);
      windows[row] = rowWindows;
    }
    if (pane != null) {
      panes = ensure(panes);
      panes[row] = pane;
    }
    if (rowExtras != null) {
      extras = ensure(extras);
      extras[row] = rowExtras;
    }
    if (diff != 1 || diffs != null) {
      setDiff(row, diff);
    }
    size = row + 1;
    bytes += weigher.weigh(value);
    return size == MAX_ROWS || bytes >= MAX_BYTES;
  }

  /**
   * Appends a row with the identity of its key, for a keyed edge; all rows of a frame have one or
   * none has.
   */
  public boolean appendKeyed(
      Object identity,
      @Nullable Object value,
      long timestamp,
      @Nullable Object rowWindows,
      @Nullable Object pane,
      @Nullable Object rowExtras,
      int diff) {
    int row = size;
    if (identity instanceof EncodedIdentity encoded) {
      bytes += encoded.bytes().length;
    }
    boolean full = append(value, timestamp, rowWindows, pane, rowExtras, diff);
    if (identities == null || identities.length < values.length) {
      identities =
          identities == null ? new Object[values.length] : Arrays.copyOf(identities, values.length);
    }
    identities[row] = identity;
    return full;
  }

  /** Returns whether there is no row. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Sets the epoch of the rows to come; the builder must be empty. */
  public void epoch(long newEpoch) {
    if (size != 0) {
      throw new IllegalStateException(
          "rows of epoch " + epoch + " were not flushed before epoch " + newEpoch);
    }
    epoch = newEpoch;
  }

  /**
   * Returns the rows appended since the last call as a frame and starts anew; there must be at
   * least one.
   */
  public Frame build() {
    if (size == 0) {
      throw new IllegalStateException("an empty frame");
    }
    Frame frame =
        new Frame(
            size,
            epoch,
            partition,
            values,
            timestamps,
            windows,
            panes,
            extras,
            diffs,
            identities,
            bytes,
            bytes > LARGE_BYTES ? inFlight : null);
    // The next frame is probably as large as this one, if there is a next one.
    firstCapacity = Math.max(MIN_CAPACITY, Integer.highestOneBit(size - 1) << 1);
    values = NO_VALUES;
    timestamps = NO_TIMESTAMPS;
    windows = null;
    panes = null;
    extras = null;
    diffs = null;
    identities = null;
    size = 0;
    bytes = 0;
    return frame;
  }

  private void setDiff(int row, int diff) {
    if (diffs == null) {
      diffs = new int[values.length];
      Arrays.fill(diffs, 0, row, 1);
    }
    diffs[row] = diff;
  }

  private @Nullable Object[] ensure(@Nullable Object @Nullable [] column) {
    return column == null ? new Object[values.length] : column;
  }

  private void grow() {
    int capacity = values.length == 0 ? firstCapacity : Math.min(MAX_ROWS, values.length * 4);
    values = Arrays.copyOf(values, capacity);
    timestamps = Arrays.copyOf(timestamps, capacity);
    windows = windows == null ? null : Arrays.copyOf(windows, capacity);
    panes = panes == null ? null : Arrays.copyOf(panes, capacity);
    extras = extras == null ? null : Arrays.copyOf(extras, capacity);
    diffs = diffs == null ? null : Arrays.copyOf(diffs, capacity);
  }
}
