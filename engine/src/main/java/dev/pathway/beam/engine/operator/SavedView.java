// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.LiveView;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is saved of a view: the windows that readers may ask for, and how far event time had come.
 * One member's copy, which any other one may be restored from. One thread only.
 *
 * <p>Readers release windows whenever they are past them, which may be after they have saved what
 * is not past them, and before the view saves the same. So a window goes with the snapshot after
 * the first one that found it released: none begins before the one before it is complete.
 */
final class SavedView {
  private static final byte TIME = 0;
  private static final byte CHUNK = 1;

  private final StepState state;
  private final ViewModel model;
  private final WindowModel windows;
  private final ViewChunks chunks;
  private final LiveView view;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final TreeMap<Long, Map<Object, Held>> byEnd = new TreeMap<>();
  private final Map<Object, Held> changed = new LinkedHashMap<>();

  /** The keys found in partitions that are not this worker's, which are not written any more. */
  private final Map<Integer, List<byte[]>> surplus = new HashMap<>();

  /** The latest end of a window that all readers had released at the last snapshot. */
  private long releasedEnd = EventTime.START;

  private long time = EventTime.START;
  private long savedTime = EventTime.START;

  /** A window: what is to be saved of it, and in how many pieces it was. */
  private static final class Held {
    private @Nullable TableView content;
    private long chunks;
  }

  SavedView(StepState state, ViewModel model, LiveView view) {
    this.state = state;
    this.model = model;
    this.view = view;
    windows = model.windows();
    chunks = new ViewChunks(model);
  }

  /** Makes the view hold all that was saved. */
  void restore(Job job) throws IOException {
    try (Restoring restoring = new Restoring(job)) {
      state.forEach(
          (partition, key, value) -> {
            if (partition != state.ownPartition()) {
              surplus.computeIfAbsent(partition, each -> new ArrayList<>()).add(key);
            }
            if (key[0] == TIME) {
              time = ByteBuffer.wrap(value).getLong();
            } else {
              restoring.take(partition, windows.codec().decode(new ArrayInput(key, 1)), value);
            }
          });
      restoring.endWindow();
    }
    if (surplus.isEmpty()) {
      changed.values().forEach(held -> held.content = null);
      changed.clear();
      savedTime = time;
    }
    view.advance(time);
  }

  /** Makes windows of their pieces, which come one after the other. */
  private final class Restoring implements AutoCloseable {
    private final Job job;
    private int partition;
    private @Nullable Object window;
    private @Nullable ViewTable table;
    private long pieces;

    Restoring(Job job) {
      this.job = job;
    }

    void take(int from, Object of, byte[] piece) throws IOException {
      if (!of.equals(window) || from != partition) {
        endWindow();
        window = of;
        partition = from;
      }
      ViewTable filled = table;
      if (filled == null) {
        filled = new ViewTable(model, job);
        table = filled;
      }
      chunks.read(piece, filled);
      pieces++;
    }

    void endWindow() throws IOException {
      if (table != null && window != null) {
        Held held = put(window, windows.end(window), table.seal());
        held.chunks = Math.max(held.chunks, pieces);
        table = null;
        pieces = 0;
      }
    }

    @Override
    public void close() {
      if (table != null) {
        table.close();
      }
    }
  }

  /** Returns whether a window that ends at a time need not be put any more. */
  boolean released(long end) {
    return end <= releasedEnd;
  }

  /** Replaces what a window holds. */
  Held put(Object window, long end, TableView content) {
    Held held =
        byEnd
            .computeIfAbsent(end, key -> new HashMap<>())
            .computeIfAbsent(window, key -> new Held());
    held.content = content;
    changed.put(window, held);
    view.put(window, end, content);
    return held;
  }

  /** Says how far event time has come. */
  void advance(long watermark) {
    time = watermark;
  }

  /** Saves what has changed. */
  void save() throws IOException {
    for (Map.Entry<Integer, List<byte[]>> each : surplus.entrySet()) {
      for (byte[] key : each.getValue()) {
        state.remove(each.getKey(), key);
      }
    }
    surplus.clear();
    drop();
    for (Map.Entry<Object, Held> each : changed.entrySet()) {
      write(each.getKey(), each.getValue());
    }
    changed.clear();
    if (time != savedTime) {
      savedTime = time;
      state.put(
          state.ownPartition(),
          new byte[] {TIME},
          ByteBuffer.allocate(Long.BYTES).putLong(time).array());
    }
    for (long end : byEnd.keySet()) {
      if (!view.released(end)) {
        break;
      }
      releasedEnd = end;
    }
  }

  /** Removes the windows that were released at the last snapshot. */
  private void drop() throws IOException {
    Map<Long, Map<Object, Held>> released = byEnd.headMap(releasedEnd, true);
    for (Map<Object, Held> sameEnd : released.values()) {
      for (Map.Entry<Object, Held> window : sameEnd.entrySet()) {
        changed.remove(window.getKey());
        remove(window.getKey(), 0, window.getValue().chunks);
      }
    }
    released.clear();
  }

  private void write(Object window, Held held) throws IOException {
    TableView content = held.content;
    if (content != null) {
      held.content = null;
      long[] written = {0};
      content.write(
          chunks, chunk -> state.put(state.ownPartition(), key(window, written[0]++), chunk));
      remove(window, written[0], held.chunks);
      held.chunks = written[0];
    }
  }

  private void remove(Object window, long from, long to) throws IOException {
    for (long chunk = from; chunk < to; chunk++) {
      state.remove(state.ownPartition(), key(window, chunk));
    }
  }

  private byte[] key(Object window, long chunk) throws IOException {
    buffer.clear();
    buffer.write(CHUNK);
    buffer.encode(windows.codec(), window);
    Varint.write(chunk, buffer);
    return buffer.toByteArray();
  }
}
