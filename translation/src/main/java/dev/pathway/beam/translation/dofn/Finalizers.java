// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a DoFn wants done once its bundle is committed; where state is durable, once a snapshot is
 * that was taken after the bundle.
 */
final class Finalizers implements BundleFinalizer {
  private static final Logger LOG = LoggerFactory.getLogger(Finalizers.class);

  private final String step;
  private final InstantSource clock;
  private final Queue<Saved> saved = new ArrayDeque<>();
  private List<Finalizer> pending = new ArrayList<>();
  private boolean durable;

  private record Finalizer(Instant expiry, Callback callback) {}

  /** What was asked for before a snapshot, and after the one before. */
  private record Saved(long snapshot, List<Finalizer> finalizers) {}

  Finalizers(String step, InstantSource clock) {
    this.step = step;
    this.clock = clock;
  }

  @Override
  public void afterBundleCommit(Instant callbackExpiry, Callback callback) {
    pending.add(new Finalizer(callbackExpiry, callback));
  }

  /** Says that bundles are not committed before a snapshot is. */
  void waitForSnapshots() {
    durable = true;
  }

  /** Runs, once, what was asked for and has not expired, unless a snapshot is waited for. */
  void bundleCommitted() {
    if (!durable) {
      runAll(takePending());
    }
  }

  /** Says that a snapshot is taken. */
  void save(long snapshot) {
    if (!pending.isEmpty()) {
      saved.add(new Saved(snapshot, takePending()));
    }
  }

  /** Runs, once, what was asked for before a snapshot and has not expired. */
  void committed(long snapshot) {
    for (Saved next = saved.peek();
        next != null && next.snapshot() <= snapshot;
        next = saved.peek()) {
      saved.remove();
      runAll(next.finalizers());
    }
  }

  private List<Finalizer> takePending() {
    if (pending.isEmpty()) {
      return List.of();
    }
    List<Finalizer> taken = pending;
    pending = new ArrayList<>();
    return taken;
  }

  /**
   * Runs finalizers. What fails is logged: the outputs are handed over, and Beam's model has
   * finalizers as a best effort.
   */
  private void runAll(List<Finalizer> due) {
    for (Finalizer finalizer : due) {
      if (finalizer.expiry().getMillis() >= clock.millis()) {
        run(finalizer.callback());
      }
    }
  }

  private void run(Callback callback) {
    try {
      callback.onBundleSuccess();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("A bundle finalizer of '{}' failed", step, e);
    }
  }
}
