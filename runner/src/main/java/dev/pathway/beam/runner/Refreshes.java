// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for outputs that are up to date. An epoch that had begun before somebody asked may have
 * read the input before it was changed: only the next one counts. Thread-safe.
 */
final class Refreshes {
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private final List<CompletableFuture<Void>> served = new ArrayList<>();
  private @Nullable Throwable end;

  /** Adds somebody; the future fails at once if there are no more epochs. */
  synchronized CompletableFuture<Void> add() {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    CompletableFuture<Void> request = new CompletableFuture<>();
    waiting.add(request);
    return request;
  }

  /** Returns whether somebody waits for an epoch that has not begun. */
  synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** An epoch begins, and serves those who are there by now. */
  synchronized void begin() {
    served.addAll(waiting);
    waiting.clear();
  }

  /** The epoch that had begun is committed. */
  void committed() {
    // Not in this thread, which whoever hears of it may wait for.
    takeServed().forEach(request -> request.completeAsync(() -> null));
  }

  /** The epoch that had begun has failed, and is to be begun again for those whom it served. */
  synchronized void failed() {
    waiting.addAll(0, served);
    served.clear();
  }

  private synchronized List<CompletableFuture<Void>> takeServed() {
    List<CompletableFuture<Void>> taken = List.copyOf(served);
    served.clear();
    return taken;
  }

  /** There are no more epochs, for the reason given. */
  void end(Throwable reason) {
    synchronized (this) {
      end = reason;
      begin();
    }
    takeServed()
        .forEach(
            request ->
                request.completeAsync(
                    () -> {
                      throw new CompletionException(reason);
                    }));
  }
}
