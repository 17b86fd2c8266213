// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.View;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The place where a view of a job appears on a member once it is complete. */
public final class ViewSlot {
  private final CompletableFuture<View> view = new CompletableFuture<>();

  /** Publishes the view. */
  public void complete(View complete) {
    view.complete(complete);
  }

  /** Returns whether the view is complete. */
  public boolean ready() {
    return view.isDone();
  }

  /** Waits for the view. */
  View await() throws InterruptedException {
    try {
      return view.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a view is only ever completed normally", e);
    }
  }
}
