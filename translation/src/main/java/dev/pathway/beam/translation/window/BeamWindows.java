// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.translation.coder.CoderCodec;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a windowing strategy that need no merging, each group of which fires once, at the
 * end of time.
 */
public final class BeamWindows implements WindowModel {
  private static final long serialVersionUID = 1L;
  private static final long NO_MARK = 0;
  private static final List<Object> GLOBAL = List.of(GlobalWindow.INSTANCE);

  private final Coder<? extends BoundedWindow> coder;
  private final boolean global;
  private final boolean earliest;
  private final boolean marked;
  private final boolean fires;

  private BeamWindows(
      Coder<? extends BoundedWindow> coder,
      TimestampCombiner combiner,
      boolean global,
      boolean fires) {
    this.coder = coder;
    this.global = global;
    earliest = combiner == TimestampCombiner.EARLIEST;
    marked = combiner != TimestampCombiner.END_OF_WINDOW;
    this.fires = fires;
  }

  /**
   * Returns the windows of a strategy; results get the pane of a group that fires once and on time.
   */
  public static BeamWindows of(WindowingStrategy<?, ?> strategy) {
    return new BeamWindows(
        strategy.getWindowFn().windowCoder(),
        strategy.getTimestampCombiner(),
        strategy.getWindowFn() instanceof GlobalWindows,
        true);
  }

  /** Returns the model under which all rows fall into the global window, whatever theirs are. */
  public static BeamWindows ignored() {
    return new BeamWindows(
        GlobalWindow.Coder.INSTANCE, TimestampCombiner.END_OF_WINDOW, true, false);
  }

  /** Returns the content of a windows column as a collection. */
  @SuppressWarnings("unchecked") // the column holds what BeamRows put there
  static Collection<BoundedWindow> collection(@Nullable Object windows) {
    if (windows == null) {
      return Collections.singletonList(GlobalWindow.INSTANCE);
    }
    return windows instanceof BoundedWindow window
        ? Collections.singletonList(window)
        : (Collection<BoundedWindow>) windows;
  }

  @Override
  public boolean single() {
    return global;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // windows as objects
  public Iterable<Object> each(@Nullable Object windows) {
    return global ? GLOBAL : (Iterable) collection(windows);
  }

  @Override
  public @Nullable Object of(Object window) {
    return window instanceof GlobalWindow ? null : window;
  }

  @Override
  public boolean marked() {
    return marked;
  }

  @Override
  public long mark(long timestamp, Object window) {
    // An element may have been moved past the end of its window; no result is.
    return marked ? Math.min(timestamp, end(window)) : NO_MARK;
  }

  @Override
  public long mergeMarks(long left, long right) {
    return earliest ? Math.min(left, right) : Math.max(left, right);
  }

  @Override
  public long outputTimestamp(Object window, long mark) {
    return marked ? mark : end(window);
  }

  @Override
  public long end(Object window) {
    return ((BoundedWindow) window).maxTimestamp().getMillis();
  }

  @Override
  public void dropped(JobContext job, String step, long rows) {
    LateElements.countAtOnce(job, step, rows);
  }

  @Override
  public @Nullable Object resultPane() {
    return fires ? PaneInfo.ON_TIME_AND_ONLY_FIRING : null;
  }

  @Override
  public Codec<Object> codec() {
    return CoderCodec.of(coder);
  }
}
