// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a DoFn wants done once its bundle is committed. */
final class Finalizers implements BundleFinalizer {
  private static final Logger LOG = LoggerFactory.getLogger(Finalizers.class);

  private final String step;
  private final InstantSource clock;
  private List<Finalizer> pending = new ArrayList<>();

  private record Finalizer(Instant expiry, Callback callback) {}

  Finalizers(String step, InstantSource clock) {
    this.step = step;
    this.clock = clock;
  }

  @Override
  public void afterBundleCommit(Instant callbackExpiry, Callback callback) {
    pending.add(new Finalizer(callbackExpiry, callback));
  }

  /**
   * Runs, once, what was asked for and has not expired. What fails is logged: the outputs are
   * handed over, and Beam's model has finalizers as a best effort.
   */
  void bundleCommitted() {
    if (pending.isEmpty()) {
      return;
    }
    List<Finalizer> due = pending;
    pending = new ArrayList<>();
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
