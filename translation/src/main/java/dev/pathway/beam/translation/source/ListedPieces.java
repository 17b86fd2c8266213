// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.io.BoundedSource;

/**
 * The pieces of changing sources that a job has listed, by the names they have in rows. All of
 * them, as which are to be read is known once they were compared: some hundred bytes of the heap
 * for each piece of a file, beside the listing of the files itself, which takes as much.
 */
final class ListedPieces {
  private final Map<Key, Callable<BoundedSource<?>>> pieces = new ConcurrentHashMap<>();

  private record Key(String step, String piece) {}

  private ListedPieces() {}

  /** Returns those of a job. */
  static ListedPieces of(JobContext job) {
    return job.shared(ListedPieces.class, ListedPieces::new);
  }

  void put(String step, String piece, Callable<BoundedSource<?>> source) {
    pieces.put(new Key(step, piece), source);
  }

  /** Makes the source of a piece. */
  BoundedSource<?> get(String step, String piece) throws Exception {
    Callable<BoundedSource<?>> source = pieces.get(new Key(step, piece));
    if (source == null) {
      throw new IllegalStateException("'" + step + "' has not listed " + piece);
    }
    return source.call();
  }
}
