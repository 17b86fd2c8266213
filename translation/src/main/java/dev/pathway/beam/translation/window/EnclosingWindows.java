// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;

/**
 * Final windows that enclose what was merged into them and do not overlap, as sessions do: keeps
 * only these. A WindowFn may merge intervals in other ways, too, which comes out at the seal.
 */
final class EnclosingWindows implements FinalWindows {
  private final MergedWindows merged;
  private final TreeMap<Long, IntervalWindow> byStart = new TreeMap<>();
  private boolean enclosing = true;

  EnclosingWindows(WindowFn<Object, BoundedWindow> windowFn, int batch) {
    merged = new MergedWindows(windowFn, batch, this::check);
  }

  @Override
  public void add(BoundedWindow window) throws Exception {
    enclosing &= window instanceof IntervalWindow interval && start(interval) < end(interval);
    if (enclosing) {
      merged.add(window);
    }
  }

  private void check(Collection<BoundedWindow> windows, BoundedWindow result) {
    enclosing &=
        result instanceof IntervalWindow whole
            && windows.stream()
                .allMatch(part -> part instanceof IntervalWindow in && encloses(whole, in));
  }

  private static boolean encloses(IntervalWindow whole, IntervalWindow part) {
    return start(whole) <= start(part) && end(part) <= end(whole);
  }

  @Override
  public boolean seal() throws Exception {
    if (enclosing) {
      merged.merge();
    }
    return enclosing && merged.windows().stream().allMatch(this::fits);
  }

  /** Adds a final window, if it overlaps none that was added before. */
  private boolean fits(BoundedWindow window) {
    IntervalWindow interval = (IntervalWindow) window;
    Map.Entry<Long, IntervalWindow> last = byStart.lowerEntry(end(interval));
    if (last != null && end(last.getValue()) > start(interval)) {
      return false;
    }
    byStart.put(start(interval), interval);
    return true;
  }

  @Override
  public Collection<BoundedWindow> all() {
    return merged.windows();
  }

  @Override
  public BoundedWindow of(BoundedWindow window) {
    return byStart.floorEntry(start((IntervalWindow) window)).getValue();
  }

  private static long start(IntervalWindow window) {
    return window.start().getMillis();
  }

  private static long end(IntervalWindow window) {
    return window.end().getMillis();
  }
}
