// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What user code was called for when it threw. */
public sealed interface ErrorPlace {
  /** Returns the time of the element, or that for which the timer was set. */
  Instant timestamp();

  /** Returns the windows. */
  Collection<? extends BoundedWindow> windows();

  /** An element. */
  record OfElement(WindowedValue<Object> element) implements ErrorPlace {
    @Override
    public Instant timestamp() {
      return element.getTimestamp();
    }

    @Override
    public Collection<? extends BoundedWindow> windows() {
      return element.getWindows();
    }

    PaneInfo pane() {
      return element.getPaneInfo();
    }
  }

  /**
   * A timer, or the expiration of a window.
   *
   * @param key the key it belongs to
   * @param timer the name of the timer
   * @param timestamp when it was to fire, in its own time domain
   * @param window its window
   */
  record OfTimer(@Nullable Object key, String timer, Instant timestamp, BoundedWindow window)
      implements ErrorPlace {
    @Override
    public Collection<BoundedWindow> windows() {
      return List.of(window);
    }
  }
}
