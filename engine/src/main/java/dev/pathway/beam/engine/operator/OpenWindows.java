// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.WindowModel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table for each window that event time has not passed yet, in the order of the windows' ends.
 * One thread only.
 *
 * @param <T> the type of tables
 */
final class OpenWindows<T> {
  private final WindowModel model;
  private final Supplier<T> newTable;
  private final Consumer<T> closer;
  private final TreeMap<Long, Map<Object, T>> byEnd = new TreeMap<>();
  private long watermark = EventTime.START;
  private @Nullable Object latestWindow;
  private @Nullable T latestTable;

  OpenWindows(WindowModel model, Supplier<T> newTable, Consumer<T> closer) {
    this.model = model;
    this.newTable = newTable;
    this.closer = closer;
  }

  /** Takes a window that is complete. */
  @FunctionalInterface
  interface WindowConsumer<T> {
    void accept(Object window, T table) throws Exception;
  }

  /** Returns the table of a window, or null if event time has passed it. */
  @Nullable T table(Object window) {
    if (!window.equals(latestWindow)) {
      long end = model.end(window);
      if (end < watermark) {
        return null;
      }
      latestWindow = window;
      latestTable =
          byEnd
              .computeIfAbsent(end, key -> new HashMap<>())
              .computeIfAbsent(window, key -> newTable.get());
    }
    return latestTable;
  }

  /**
   * Hands out, and forgets, the windows that event time has passed; one that the consumer fails at
   * is still there to be closed.
   */
  void advance(long newWatermark, WindowConsumer<T> consumer) throws Exception {
    watermark = newWatermark;
    while (!byEnd.isEmpty() && byEnd.firstKey() < newWatermark) {
      latestWindow = null;
      latestTable = null;
      Iterator<Map.Entry<Object, T>> windows = byEnd.firstEntry().getValue().entrySet().iterator();
      while (windows.hasNext()) {
        Map.Entry<Object, T> window = windows.next();
        consumer.accept(window.getKey(), window.getValue());
        windows.remove();
      }
      byEnd.pollFirstEntry();
    }
  }

  /** Closes the tables that were not taken. */
  void close() {
    byEnd.values().forEach(tables -> tables.values().forEach(closer));
    byEnd.clear();
  }
}
