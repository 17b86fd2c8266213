// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A view whose windows change while the job runs: each holds what it was last given, until all
 * readers have released it. Thread-safe.
 */
public final class LiveView implements View, AutoCloseable {
  /** What a window holds. */
  public interface Content extends View, AutoCloseable {
    /**
     * Says that nobody will ask for it any more. Whoever reads it at the moment, or holds something
     * of it, still may; it is not accounted for any more, and free as soon as that can be.
     */
    void retire();

    @Override
    void close();
  }

  private static final long NOTHING_YET = -1;

  private final Runnable onChange;
  private final ViewReaders readers = new ViewReaders();
  private final Map<Object, Held> windows = new ConcurrentHashMap<>();

  /** The windows by their ends. Its lock is held wherever windows come and go. */
  private final TreeMap<Long, Set<Object>> byEnd = new TreeMap<>();

  private volatile long watermark = EventTime.START;
  private volatile long version;
  private volatile boolean awaited;

  /** What a window holds, and the view's version when it was put there. */
  private record Held(Content content, long version) {}

  /**
   * Creates a view without any content.
   *
   * @param onChange called after a change for which somebody waits
   */
  LiveView(Runnable onChange) {
    this.onChange = onChange;
  }

  /** Says how many readers there will be in all; no window is released before. */
  public void expectReaders(int count) {
    readers.expect(count);
  }

  /** Returns the view for one more reader, who releases windows on its own account. */
  public View reader() {
    return new ReaderView(this, readers.join());
  }

  /** Replaces what a window that ends at a time holds; called by one thread only. */
  public void put(Object window, long end, Content content) {
    Content surplus = exchange(window, end, content);
    changed();
    if (surplus != null) {
      surplus.retire();
    }
  }

  /** Returns what is not held any more, or never was because its window has been released. */
  private @Nullable Content exchange(Object window, long end, Content content) {
    synchronized (byEnd) {
      if (released(end)) {
        return content;
      }
      byEnd.computeIfAbsent(end, key -> new HashSet<>()).add(window);
      Held earlier = windows.put(window, new Held(content, version));
      return earlier == null ? null : earlier.content;
    }
  }

  void release(int reader, long time) {
    if (readers.release(reader, time)) {
      drop(readers.released());
    }
  }

  /** Lets go of all windows that end before a time. */
  private void drop(long time) {
    List<Content> dropped = new ArrayList<>();
    synchronized (byEnd) {
      Collection<Set<Object>> passed = byEnd.headMap(time).values();
      for (Set<Object> sameEnd : passed) {
        for (Object window : sameEnd) {
          Held held = windows.remove(window);
          if (held != null) {
            dropped.add(held.content);
          }
        }
      }
      passed.clear();
    }
    dropped.forEach(Content::retire);
  }

  @Override
  public boolean released(long end) {
    return end < readers.released();
  }

  /** Says that no content will come for windows before {@code time}; called by one thread only. */
  public void advance(long time) {
    watermark = time;
    changed();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  private void changed() {
    version++;
    if (awaited) {
      awaited = false;
      onChange.run();
    }
  }

  @Override
  public void close() {
    windows.values().forEach(held -> held.content.close());
  }

  @Override
  public boolean ready(Object window, long end) {
    if (windows.containsKey(window) || watermark > end) {
      return true;
    }
    awaited = true;
    // A change may have come in between.
    return windows.containsKey(window) || watermark > end;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long version(Object window) {
    Held held = windows.get(window);
    return held == null ? NOTHING_YET : held.version;
  }

  @Override
  public Iterable<@Nullable Object> values(Object window) {
    Held held = windows.get(window);
    return held == null ? List.of() : held.content.values(window);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    Held held = windows.get(window);
    return held == null ? List.of() : held.content.values(window, key);
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    Held held = windows.get(window);
    return held == null ? List.of() : held.content.keys(window);
  }
}
