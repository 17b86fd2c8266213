// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.View;
import org.jspecify.annotations.Nullable;

/**
 * A live view as one of its readers sees it.
 *
 * @param view the view
 * @param reader the reader's number
 */
record ReaderView(LiveView view, int reader) implements View {
  @Override
  public void release(long time) {
    view.release(reader, time);
  }

  @Override
  public boolean released(long end) {
    return view.released(end);
  }

  @Override
  public boolean ready(Object window, long end) {
    return view.ready(window, end);
  }

  @Override
  public long version() {
    return view.version();
  }

  @Override
  public long version(Object window) {
    return view.version(window);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window) {
    return view.values(window);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    return view.values(window, key);
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    return view.keys(window);
  }
}
