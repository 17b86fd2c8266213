// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows by key in a table for each window that event time has not passed yet, in the order of the
 * windows' ends. Rows that come after their window's end are dropped. One thread only.
 *
 * @param <T> the type of tables
 */
final class OpenWindows<T> {
  private final String operator;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final Function<Object, T> newTable;
  private final PayloadTaker<T> taker;
  private final Consumer<T> closer;
  private final TreeMap<Long, Map<Object, T>> byEnd = new TreeMap<>();
  private long watermark = EventTime.START;
  private @Nullable Object latestWindow;
  private @Nullable T latestTable;
  private long dropped;
  private @Nullable WindowEntries entries;

  OpenWindows(
      String operator,
      Job job,
      KeyModel keys,
      WindowModel windows,
      Function<Object, T> newTable,
      PayloadTaker<T> taker,
      Consumer<T> closer) {
    this.operator = operator;
    this.job = job;
    this.keys = keys;
    this.windows = windows;
    this.newTable = newTable;
    this.taker = taker;
    this.closer = closer;
  }

  /** Puts a payload into a table. */
  @FunctionalInterface
  interface PayloadTaker<T> {
    void take(T table, Object identity, Object payload, long mark) throws IOException;
  }

  /** Puts a part that was saved into a table. */
  @FunctionalInterface
  interface PartTaker<T> {
    void take(T table, Object window, Object identity, long part, byte[] value) throws IOException;
  }

  /** Takes a window. */
  @FunctionalInterface
  interface WindowConsumer<T> {
    void accept(Object window, T table) throws Exception;
  }

  /** Restores all windows, and has the operator save them to {@code newEntries} from then on. */
  void restore(WindowEntries newEntries, PartTaker<T> restorer) throws IOException {
    long time =
        newEntries.restore(
            (window, identity, part, value) ->
                restorer.take(
                    requireNonNull(table(window), "table"), window, identity, part, value));
    watermark = time;
    entries = newEntries;
  }

  /** Hands out all windows, each with its table. */
  void forEach(WindowConsumer<T> consumer) throws Exception {
    for (Map<Object, T> sameEnd : byEnd.values()) {
      for (Map.Entry<Object, T> window : sameEnd.entrySet()) {
        consumer.accept(window.getKey(), window.getValue());
      }
    }
  }

  /** Has every table save what is new in it, and saves how far event time has come. */
  void save(WindowConsumer<T> saver) {
    if (entries != null) {
      try {
        forEach(saver);
        entries.saveTime(watermark);
      } catch (Throwable t) {
        throw new StepFailure(operator, t);
      }
    }
  }

  /** Puts the rows of a frame into the tables of their windows. */
  void frame(Frame frame) {
    Insertions.takeAll(frame, operator, job, this::add);
    if (dropped > 0) {
      windows.dropped(job, operator, dropped);
      dropped = 0;
    }
  }

  @SuppressWarnings("NullAway") // A payload may be null if what takes it can.
  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    if (entries != null) {
      entries.reached(identity);
    }
    long timestamp = frame.timestamp(row);
    for (Object window : windows.each(frame.windows(row))) {
      T table = table(window);
      if (table == null) {
        dropped++;
      } else {
        taker.take(table, identity, payload, windows.mark(timestamp, window));
      }
    }
  }

  /** Returns the table of a window, or null if event time has passed it. */
  @Nullable T table(Object window) {
    if (!window.equals(latestWindow)) {
      long end = windows.end(window);
      if (end < watermark) {
        return null;
      }
      latestWindow = window;
      latestTable =
          byEnd.computeIfAbsent(end, key -> new HashMap<>()).computeIfAbsent(window, newTable);
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
