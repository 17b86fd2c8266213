// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import dev.pathway.beam.translation.coder.SizeGlance;
import dev.pathway.beam.translation.keyed.Stoppable;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a key once to find its windows and once more to sort them. A few elements
 * are sorted on the heap, many by a table that may spill.
 */
final class MergingGroupsFn implements StepFn {
  private final KeyModel keys;
  private final BeamWindows windows;
  private final WindowFn<Object, BoundedWindow> windowFn;
  private final MergingGroups.Limits limits;
  private Receiver output = row -> {};
  private @Nullable JobContext job;
  private @Nullable StepMetrics metrics;
  private @Nullable GroupTable<Object, Object> table;

  /** Whether windows were met that need not enclose what was merged into them. */
  private boolean keepOriginals;

  @SuppressWarnings("unchecked") // merging does not look at elements
  MergingGroupsFn(MergingGroups spec) {
    keys = spec.keys();
    windows = BeamWindows.of(spec.strategy());
    windowFn = (WindowFn<Object, BoundedWindow>) spec.strategy().getWindowFn();
    limits = spec.limits();
  }

  @Override
  public void setup(StepContext context) {
    output = context.output(0);
    job = context.job();
    metrics = JobMetrics.of(context.job()).step(context.name());
  }

  @Override
  @SuppressWarnings("unchecked") // the grouping in front of this step makes such elements
  public void process(Object element) throws Exception {
    if (job == null || metrics == null) {
      throw new IllegalStateException("not set up");
    }
    KV<Object, Iterable<WindowedValue<Object>>> group =
        ((WindowedValue<KV<Object, Iterable<WindowedValue<Object>>>>) element).getValue();
    Iterable<WindowedValue<Object>> elements = new Stoppable<>(group.getValue(), job);
    MetricsContainer previous = metrics.enter();
    try {
      List<WindowedValue<Object>> few = few(elements);
      if (few != null) {
        sortFew(group.getKey(), few);
      } else {
        sortMany(group.getKey(), elements, job);
      }
    } finally {
      metrics.leave(previous);
    }
  }

  /** Returns the elements in a list, or null if that would be large. */
  private @Nullable List<WindowedValue<Object>> few(Iterable<WindowedValue<Object>> elements) {
    List<WindowedValue<Object>> list = new ArrayList<>();
    long bytes = 0;
    for (WindowedValue<Object> element : elements) {
      bytes += SizeGlance.at(payload(element));
      if (list.size() == limits.elements() || bytes > limits.bytes()) {
        return null;
      }
      list.add(element);
    }
    return list;
  }

  /** The values of a window. */
  private static final class Pane {
    final List<@Nullable Object> values = new ArrayList<>();
    long mark;
  }

  private void sortFew(@Nullable Object key, List<WindowedValue<Object>> elements)
      throws Exception {
    FinalWindows found = new OriginalWindows(windowFn, Integer.MAX_VALUE);
    find(elements, found);
    Map<BoundedWindow, Pane> panes = new LinkedHashMap<>();
    for (WindowedValue<Object> element : elements) {
      for (BoundedWindow original : element.getWindows()) {
        BoundedWindow window = found.of(original);
        Pane pane = panes.computeIfAbsent(window, first -> new Pane());
        long mark = windows.mark(millis(element), window);
        pane.mark = pane.values.isEmpty() ? mark : windows.mergeMarks(pane.mark, mark);
        pane.values.add(payload(element));
      }
    }
    panes.forEach(
        (window, pane) -> emit(key, window, pane.mark, Collections.unmodifiableList(pane.values)));
  }

  private void sortMany(
      @Nullable Object key, Iterable<WindowedValue<Object>> elements, JobContext current)
      throws Exception {
    FinalWindows found =
        keepOriginals
            ? new OriginalWindows(windowFn, limits.windows())
            : new EnclosingWindows(windowFn, limits.windows());
    if (!find(elements, found)) {
      keepOriginals = true;
      found = new OriginalWindows(windowFn, limits.windows());
      find(elements, found);
    }
    GroupTable<Object, Object> panes =
        new GroupTable<>(
            windows.codec(),
            keys.payloadCodec(),
            windows::mergeMarks,
            current.memory(),
            current.spill());
    table = panes;
    fill(panes, elements, found);
    Groups<Object, Object> groups = panes.seal();
    for (Group<Object, Object> group : new Stoppable<>(groups, current)) {
      emit(key, (BoundedWindow) group.key(), group.mark(), group.values());
    }
    // User code may have handed on what it was given of a pane, as of any group.
    groups.relinquish(current.leftovers());
    table = null;
  }

  /** Finds the windows of elements; returns whether the final window of each is known then. */
  private static boolean find(Iterable<WindowedValue<Object>> elements, FinalWindows found)
      throws Exception {
    for (WindowedValue<Object> element : elements) {
      for (BoundedWindow window : element.getWindows()) {
        found.add(window);
      }
    }
    return found.seal();
  }

  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  private void fill(
      GroupTable<Object, Object> panes,
      Iterable<WindowedValue<Object>> elements,
      FinalWindows found)
      throws IOException {
    for (WindowedValue<Object> element : elements) {
      Object payload = payload(element);
      for (BoundedWindow original : element.getWindows()) {
        BoundedWindow window = found.of(original);
        panes.add(window, payload, windows.mark(millis(element), window));
      }
    }
  }

  private void emit(@Nullable Object key, BoundedWindow window, long mark, Iterable<?> values) {
    output.accept(
        WindowedValues.of(
            keys.group(key, values),
            Instant.ofEpochMilli(windows.outputTimestamp(window, mark)),
            window,
            PaneInfo.ON_TIME_AND_ONLY_FIRING));
  }

  private @Nullable Object payload(WindowedValue<Object> element) {
    return keys.payload(element.getValue());
  }

  private static long millis(WindowedValue<Object> element) {
    return element.getTimestamp().getMillis();
  }

  @Override
  public void bundleCommitted() {
    if (metrics != null) {
      metrics.commit();
    }
  }

  @Override
  public void teardown() {
    if (table != null) {
      table.close();
    }
  }
}
