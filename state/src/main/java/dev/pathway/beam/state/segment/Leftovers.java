// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Segments that nobody closes: each is closed and its file deleted once it is not reachable any
 * more, so that nobody can read it. What is left when this is closed is deleted then. Thread-safe.
 */
public final class Leftovers implements AutoCloseable {
  private final Cleaner cleaner;
  private final Map<SegmentFile, Cleanable> left = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Creates a set of such segments.
   *
   * @param cleaner learns which are not reachable any more, and deletes their files
   */
  public Leftovers(Cleaner cleaner) {
    this.cleaner = cleaner;
  }

  /** Adds a segment, which is not to be closed by anybody else. */
  public void add(Segment segment) {
    SegmentFile file = segment.file();
    try {
      left.put(file, cleaner.register(segment, () -> delete(file)));
    } finally {
      // Until here, or it might be removed before it is there.
      Reference.reachabilityFence(segment);
    }
    if (closed) {
      close();
    }
  }

  private void delete(SegmentFile file) {
    left.remove(file);
    try {
      file.delete();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Deletes all that is left, whoever may still hold it, and what is added later at once. Closing
   * twice has no effect.
   *
   * @throws UncheckedIOException the first failure; the rest is deleted
   */
  @Override
  public void close() {
    closed = true;
    @Nullable IOException failure = null;
    for (Map.Entry<SegmentFile, Cleanable> entry : left.entrySet()) {
      // First, since the other has no effect, and does not wait, if it is under way elsewhere.
      failure = Cleanup.attempt(entry.getKey()::delete, failure);
      entry.getValue().clean();
    }
    if (failure != null) {
      throw new UncheckedIOException("Cannot delete segments: " + failure.getMessage(), failure);
    }
  }
}
