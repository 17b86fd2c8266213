// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.translation.keyed.CurrentKey;
import org.apache.beam.runners.core.LateDataUtils;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StatefulDoFnRunner.CleanupTimer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The timer by which the state of a window goes once the window has expired. It holds back the
 * watermark only where {@code @OnWindowExpiration} may still emit into the window.
 */
final class WindowCleanup implements CleanupTimer<Object> {
  private static final String TIMER = "__pathway-window-expiration";

  /** After the timers that are set to the very end of the window. */
  private static final Duration AFTER_LAST_TIMER = Duration.millis(1);

  private final WindowingStrategy<?, ?> windowing;
  private final boolean emits;
  private final boolean neededForGlobalWindow;
  private final CurrentKey current;

  WindowCleanup(WindowingStrategy<?, ?> windowing, DoFnSignature signature, CurrentKey current) {
    this.windowing = windowing;
    this.current = current;
    emits = signature.onWindowExpiration() != null;
    neededForGlobalWindow = emits || signature.processElement().requiresTimeSortedInput();
  }

  @Override
  @SuppressWarnings("unchecked") // windows come from the windowing they are of
  public void setForWindow(Object input, BoundedWindow window) {
    if (window instanceof GlobalWindow && !neededForGlobalWindow) {
      // It expires with the job, and takes all state along.
      return;
    }
    Instant time = cleanupTime(window);
    Coder<BoundedWindow> coder = (Coder<BoundedWindow>) windowing.getWindowFn().windowCoder();
    current
        .timerInternals()
        .setTimer(
            StateNamespaces.window(coder, window),
            TIMER,
            "",
            time,
            emits ? window.maxTimestamp() : time,
            TimeDomain.EVENT_TIME);
  }

  private Instant cleanupTime(BoundedWindow window) {
    return LateDataUtils.garbageCollectionTime(window, windowing).plus(AFTER_LAST_TIMER);
  }

  @Override
  public boolean isForWindow(
      String timerId, BoundedWindow window, Instant timestamp, TimeDomain timeDomain) {
    return timeDomain == TimeDomain.EVENT_TIME
        && timerId.equals(TIMER)
        && timestamp.equals(cleanupTime(window));
  }
}
