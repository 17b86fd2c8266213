// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Windowed values as rows. The windows column holds a window, a collection of several, or null for
 * the global window; the pane column null for {@link PaneInfo#NO_FIRING}; the extras column {@link
 * Extras}, mostly null.
 */
public final class BeamRows implements RowModel {
  private static final long serialVersionUID = 1L;
  private static final Instant MIN = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private static final long MIN_MILLIS = MIN.getMillis();

  /**
   * What a row seldom carries.
   *
   * @param recordId the id under which its source knows it
   * @param recordOffset its position in its source
   * @param drain whether it came about by draining the job
   */
  record Extras(@Nullable String recordId, @Nullable Long recordOffset, boolean drain) {}

  @Override
  public Object element(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    if (windows == null && pane == null && extras == null && timestamp == MIN_MILLIS) {
      return WindowedValues.valueInGlobalWindow(value);
    }
    Instant instant = timestamp == MIN_MILLIS ? MIN : Instant.ofEpochMilli(timestamp);
    PaneInfo paneInfo = pane == null ? PaneInfo.NO_FIRING : (PaneInfo) pane;
    Collection<BoundedWindow> all = BeamWindows.collection(windows);
    if (extras instanceof Extras more) {
      return WindowedValues.of(
          value, instant, all, paneInfo, more.recordId(), more.recordOffset(), more.drain());
    }
    return WindowedValues.of(value, instant, all, paneInfo);
  }

  @Override
  public void unpack(Object element, RowSink sink) {
    WindowedValue<?> row = (WindowedValue<?>) element;
    PaneInfo pane = row.getPaneInfo();
    sink.accept(
        row.getValue(),
        row.getTimestamp().getMillis(),
        windows(row),
        pane.equals(PaneInfo.NO_FIRING) ? null : pane,
        extras(row));
  }

  private static @Nullable Object windows(WindowedValue<?> row) {
    if (row instanceof WindowedValues.SingleWindowedValue single) {
      BoundedWindow window = single.getWindow();
      return window == GlobalWindow.INSTANCE ? null : window;
    }
    Collection<? extends BoundedWindow> all = row.getWindows();
    if (all.size() > 1) {
      return all;
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "an element is in no window: what a WindowFn assigns, and what is given to an output with"
              + " windows of its own, must be at least one");
    }
    BoundedWindow window = all.iterator().next();
    return window instanceof GlobalWindow ? null : window;
  }

  private static @Nullable Extras extras(WindowedValue<?> row) {
    String recordId = row.getRecordId();
    Long recordOffset = row.getRecordOffset();
    boolean drain = row.causedByDrain();
    return recordId == null && recordOffset == null && !drain
        ? null
        : new Extras(recordId, recordOffset, drain);
  }
}
