// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete view on a sealed table, in memory or on disk, which lives as long as the job.
 * Thread-safe.
 */
final class TableView implements View {
  private static final long NO_MARK = 0;

  private final Groups<Object, Object> values;
  private final @Nullable KeyModel keys;
  private final WindowModel windows;
  private final JobContext job;

  /** The identities of the keys by window; made when someone asks for keys. */
  private @Nullable Groups<Object, Object> keysByWindow;

  /**
   * Creates the view.
   *
   * @param values the values by window, or by window and key where {@code keys} is given
   * @param keys how keys are read, or null for a view without keys
   * @param windows how windows are encoded
   * @param job the job, at whose end everything is freed
   */
  TableView(
      Groups<Object, Object> values, @Nullable KeyModel keys, WindowModel windows, JobContext job) {
    this.values = values;
    this.keys = keys;
    this.windows = windows;
    this.job = job;
  }

  /** Returns the codec of the table keys of a view with keys. */
  static Codec<Object> keyCodec(KeyModel keys, WindowModel windows) {
    return WindowedKey.pairCodec(keys, windows);
  }

  @Override
  public Iterable<@Nullable Object> values(Object window) {
    if (keys != null) {
      throw new IllegalStateException("a view with keys is read key by key");
    }
    return valuesOf(values.find(window));
  }

  @Override
  public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
    return valuesOf(values.find(new WindowedKey(window, requireKeys().identityOfKey(key))));
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    KeyModel model = requireKeys();
    if (windows.single()) {
      return mapped(values, group -> model.key(((WindowedKey) group.key()).identity()));
    }
    Group<Object, Object> group = index(model).find(window);
    return group == null ? List.of() : mapped(group.values(), model::key);
  }

  private synchronized Groups<Object, Object> index(KeyModel model) {
    Groups<Object, Object> made = keysByWindow;
    if (made == null) {
      GroupTable<Object, Object> index =
          new GroupTable<>(
              windows.codec(),
              model.identityCodec(),
              (left, right) -> NO_MARK,
              job.memory(),
              job.spill());
      job.closeAtEnd(index);
      try {
        for (Group<Object, Object> group : values) {
          WindowedKey key = (WindowedKey) group.key();
          index.add(key.window(), key.identity(), NO_MARK);
        }
        made = index.seal();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list the keys of a view", e);
      }
      keysByWindow = made;
    }
    return made;
  }

  private KeyModel requireKeys() {
    if (keys == null) {
      throw new IllegalStateException("a view without keys is read as a whole");
    }
    return keys;
  }

  private static Iterable<@Nullable Object> valuesOf(@Nullable Group<Object, Object> group) {
    return group == null ? List.of() : group.values();
  }

  private static <T> Iterable<@Nullable Object> mapped(
      Iterable<T> items, Function<? super T, ? extends @Nullable Object> mapping) {
    return () -> {
      Iterator<T> iterator = items.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return iterator.hasNext();
        }

        @Override
        public @Nullable Object next() {
          return mapping.apply(iterator.next());
        }
      };
    };
  }
}
