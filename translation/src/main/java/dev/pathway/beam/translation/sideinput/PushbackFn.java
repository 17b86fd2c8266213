// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.time.EventTimes;
import dev.pathway.beam.translation.window.LateElements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sets aside the elements of windows whose side inputs are not there yet, and with them the
 * watermark: to the step behind it, they come later, but not late. Elements that come too late for
 * their side inputs, which have been released, are dropped.
 */
final class PushbackFn implements StepFn {
  private static final byte WAITING = 'w';

  private final Pushback spec;
  private final StepFn fn;
  private final Map<BoundedWindow, Waiting> waiting = new LinkedHashMap<>();
  private @Nullable ElementStore store;
  private @Nullable StepContext context;
  private long watermark = EventTime.START;
  private long released = EventTime.START;
  private long checkedVersion;

  PushbackFn(Pushback spec, StepFn fn) {
    this.spec = spec;
    this.fn = fn;
  }

  @Override
  public void setup(StepContext newContext) throws Exception {
    context = newContext;
    fn.setup(newContext);
  }

  @Override
  public void restore(StepState state) throws Exception {
    if (state.durable()) {
      ElementStore own = new ElementStore(state, WAITING, spec.elementCoder(), spec.keys());
      store = own;
      own.restore().forEach((window, elements) -> waiting.put(decoded(window), elements));
    }
    fn.restore(state);
  }

  private BoundedWindow decoded(EncodedIdentity window) {
    try {
      return CoderUtils.decodeFromByteArray(windowCoder(), window.bytes());
    } catch (CoderException e) {
      throw new IllegalStateException(
          "Cannot decode a window of '" + context().name() + "' with " + windowCoder(), e);
    }
  }

  private byte[] encoded(BoundedWindow window) throws CoderException {
    return CoderUtils.encodeToByteArray(windowCoder(), window);
  }

  @SuppressWarnings("unchecked") // windows come from the windowing they are of
  private Coder<BoundedWindow> windowCoder() {
    return (Coder<BoundedWindow>)
        ((WindowedValues.FullWindowedValueCoder<Object>) spec.elementCoder()).getWindowCoder();
  }

  @Override
  public void save(long snapshot) throws Exception {
    fn.save(snapshot);
  }

  @Override
  public void committed(long snapshot) throws Exception {
    fn.committed(snapshot);
  }

  @Override
  public void startBundle() throws Exception {
    fn.startBundle();
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) throws Exception {
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    if (waiting.isEmpty()
        && row.getWindows().stream().allMatch(window -> !isReleased(window) && isReady(window))) {
      fn.process(row);
      return;
    }
    for (WindowedValue<Object> inWindow : row.explodeWindows()) {
      BoundedWindow window = inWindow.getWindows().iterator().next();
      Waiting others = waiting.get(window);
      if (others != null) {
        others.add(inWindow);
      } else if (isReleased(window)) {
        LateElements.countAtOnce(context().job(), context().name(), 1);
      } else if (isReady(window)) {
        fn.process(inWindow);
      } else {
        others =
            store == null
                ? new WaitingElements(context().job(), spec.elementCoder())
                : store.elements(encoded(window));
        waiting.put(window, others);
        others.add(inWindow);
      }
    }
  }

  /** Returns whether no side input need be there for elements of a window any more. */
  private boolean isReleased(BoundedWindow window) {
    for (int i = 0; i < spec.views().size(); i++) {
      if (context().view(i).released(viewed(i, window).maxTimestamp().getMillis())) {
        return true;
      }
    }
    return false;
  }

  private BoundedWindow viewed(int view, BoundedWindow window) {
    return spec.views().get(view).getWindowMappingFn().getSideInputWindow(window);
  }

  private boolean isReady(BoundedWindow window) {
    for (int i = 0; i < spec.views().size(); i++) {
      BoundedWindow viewed = viewed(i, window);
      WindowingStrategy<?, ?> windowing = ViewInternals.windowing(spec.views().get(i));
      long end = windowing.getTrigger().getWatermarkThatGuaranteesFiring(viewed).getMillis();
      if (!context().view(i).ready(viewed, end)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void advance(long newWatermark) throws Exception {
    watermark = newWatermark;
    fn.advance(Math.min(watermark, earliestWaiting()));
  }

  private long earliestWaiting() {
    long earliest = EventTime.END;
    for (Waiting elements : waiting.values()) {
      earliest = Math.min(earliest, EventTimes.hold(elements.earliest()));
    }
    return earliest;
  }

  @Override
  public long hold() {
    long hold = Math.min(fn.hold(), earliestWaiting());
    // It is asked for when event time is about to come that far.
    release(Math.min(watermark, hold));
    return hold;
  }

  /** Releases what only elements would read that are earlier than a time, and too late for it. */
  private void release(long time) {
    long ends =
        fn instanceof UnfinishedElements unfinished
            ? Math.min(time, unfinished.earliestWindowEnd())
            : time;
    if (ends > released) {
      released = ends;
      for (int i = 0; i < spec.views().size(); i++) {
        Duration lookback = spec.views().get(i).getWindowMappingFn().maximumLookback();
        long before = EventTimes.before(ends, lookback.getMillis());
        context().view(i).release(EventTimes.before(before, spec.latenessMillis()));
      }
    }
  }

  @Override
  public long wakeTime() {
    return !waiting.isEmpty() && version() != checkedVersion ? Long.MIN_VALUE : fn.wakeTime();
  }

  private long version() {
    long sum = 0;
    for (int i = 0; i < spec.views().size(); i++) {
      sum += context().view(i).version();
    }
    return sum;
  }

  @Override
  public void wake() throws Exception {
    checkedVersion = version();
    List<BoundedWindow> windows = new ArrayList<>(waiting.keySet());
    for (BoundedWindow window : windows) {
      Waiting elements = waiting.get(window);
      if (elements != null && isReady(window)) {
        elements.drain(fn::process);
        // Not before: what a failure leaves is closed at the teardown.
        waiting.remove(window);
      }
    }
    fn.advance(Math.min(watermark, earliestWaiting()));
    if (fn.wakeTime() <= context().job().clock().millis()) {
      fn.wake();
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    fn.seal(epoch);
  }

  @Override
  public void finishBundle() throws Exception {
    fn.finishBundle();
  }

  @Override
  public void bundleCommitted() throws Exception {
    fn.bundleCommitted();
  }

  @Override
  public void teardown() throws Exception {
    try {
      waiting.values().forEach(Waiting::close);
    } finally {
      fn.teardown();
    }
  }

  private StepContext context() {
    if (context == null) {
      throw new IllegalStateException("not set up");
    }
    return context;
  }
}
