// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A view whose windows change while the job runs: each holds what it was last given. Thread-safe.
 */
public final class LiveView implements View, AutoCloseable {
  /** What a window holds. */
  public interface Content extends View, AutoCloseable {
    /**
     * Says that something else took its place: whoever reads it at the moment still may, but it is
     * to be freed as soon as that can be.
     */
    void retire();

    @Override
    void close();
  }

  private static final long NOTHING_YET = -1;

  private final Runnable onChange;
  private final Map<Object, Held> windows = new ConcurrentHashMap<>();
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

  /** Replaces what a window holds; called by one thread only. */
  public void put(Object window, Content content) {
    Held earlier = windows.put(window, new Held(content, version));
    changed();
    if (earlier != null) {
      earlier.content.retire();
    }
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
