// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.Cleanup;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has to upload for a snapshot. Keeps a hold on the segments until it has been
 * uploaded or is closed. Thread-safe.
 */
public final class Pending implements Closeable {
  /** What is uploaded already. */
  static final Pending NOTHING = new Pending(List.of(), null, null);

  private final List<LiveSegment> held;
  private final @Nullable SealedEntries sealed;
  private @Nullable Upload upload;

  /** Takes over holds on segments, and a claim on entries that are to be one. */
  Pending(List<LiveSegment> held, @Nullable SealedEntries sealed, @Nullable Upload upload) {
    this.held = held;
    this.sealed = sealed;
    this.upload = upload;
  }

  /** Puts segments and manifest into the store. */
  @FunctionalInterface
  interface Upload {
    void run() throws IOException;
  }

  /**
   * Makes the snapshot of the worker durable: its new segments and then its manifest. May take
   * long. After an exception it may be called again; once done, it does nothing.
   *
   * @throws IOException if the store fails, or this thread was interrupted
   */
  public synchronized void upload() throws IOException {
    if (upload != null) {
      upload.run();
      close();
    }
  }

  /** Gives the upload up if it is not done. */
  @Override
  public synchronized void close() throws IOException {
    if (upload == null) {
      return;
    }
    upload = null;
    @Nullable IOException failure = null;
    for (LiveSegment segment : held) {
      failure = Cleanup.attempt(segment::release, failure);
    }
    if (sealed != null) {
      failure = Cleanup.attempt(sealed::giveUp, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
