// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.time.EventTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Sets aside the elements of windows whose side inputs are not there yet, and with them the
 * watermark: to the step behind it, they come later, but not late.
 */
final class PushbackFn implements StepFn {
  private final Pushback spec;
  private final StepFn fn;
  private final Map<BoundedWindow, WaitingElements> waiting = new LinkedHashMap<>();
  private @Nullable StepContext context;
  private long watermark = EventTime.START;
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
  public void startBundle() throws Exception {
    fn.startBundle();
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) throws Exception {
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    if (waiting.isEmpty() && row.getWindows().stream().allMatch(this::isReady)) {
      fn.process(row);
      return;
    }
    for (WindowedValue<Object> inWindow : row.explodeWindows()) {
      BoundedWindow window = inWindow.getWindows().iterator().next();
      WaitingElements others = waiting.get(window);
      if (others == null && isReady(window)) {
        fn.process(inWindow);
      } else {
        if (others == null) {
          others = new WaitingElements(context().job(), spec.elementCoder());
          waiting.put(window, others);
        }
        others.add(inWindow);
      }
    }
  }

  private boolean isReady(BoundedWindow window) {
    for (int i = 0; i < spec.views().size(); i++) {
      PCollectionView<?> view = spec.views().get(i);
      BoundedWindow viewed = view.getWindowMappingFn().getSideInputWindow(window);
      WindowingStrategy<?, ?> windowing = ViewInternals.windowing(view);
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
    for (WaitingElements elements : waiting.values()) {
      earliest = Math.min(earliest, EventTimes.hold(elements.earliest()));
    }
    return earliest;
  }

  @Override
  public long hold() {
    return Math.min(fn.hold(), earliestWaiting());
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
      WaitingElements elements = waiting.get(window);
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
      waiting.values().forEach(WaitingElements::close);
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
