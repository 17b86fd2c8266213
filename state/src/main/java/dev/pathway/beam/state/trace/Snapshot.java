// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All arrangements as of a commit: later commits and merges do not change what its readers read. It
 * must be closed, for the files that it reads are kept until then. Thread-safe.
 */
public final class Snapshot implements Closeable {
  private final List<TraceSegment> pinned;
  private final Arrangements arrangements;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over pinned segments, and the numbers of what is in them. */
  Snapshot(List<TraceSegment> pinned, Arrangements arrangements) {
    this.pinned = pinned;
    this.arrangements = arrangements;
  }

  /** Returns the names of the arrangements, which may be empty by now. */
  public List<String> arrangements() {
    return arrangements.numbered();
  }

  /**
   * Returns the bytes of keys, values and weights that files hold of an arrangement, also those
   * that the next merge cancels out.
   */
  public long bytes(String arrangement) {
    int number = arrangements.find(arrangement);
    long bytes = 0;
    for (TraceSegment segment : pinned) {
      bytes += segment.bytes().getOrDefault(number, 0L);
    }
    return bytes;
  }

  /**
   * Returns a reader of an arrangement, which is empty if nobody has written to it; it needs no
   * closing of its own.
   *
   * @throws IllegalStateException if the snapshot is closed
   */
  public TraceReader reader(String arrangement) {
    if (closed.get()) {
      throw new IllegalStateException("The snapshot is closed");
    }
    int number = arrangements.find(arrangement);
    return number < 0
        ? new TraceReader(List.of(), new byte[0])
        : new TraceReader(pinned, Arrangements.prefix(number));
  }

  /** Gives the files free. Closing twice has no effect. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      LiveSegments.unpin(pinned);
    }
  }
}
