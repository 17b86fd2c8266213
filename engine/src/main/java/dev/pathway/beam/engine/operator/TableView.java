// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A complete view on sealed tables, in memory or on disk, which live as long as the job.
 * Thread-safe.
 */
final class TableView implements View {
  private final Groups<Object, Object> values;
  private final @Nullable KeyModel keys;
  private final @Nullable Groups<Object, Object> keysByWindow;

  private TableView(
      Groups<Object, Object> values,
      @Nullable KeyModel keys,
      @Nullable Groups<Object, Object> keysByWindow) {
    this.values = values;
    this.keys = keys;
    this.keysByWindow = keysByWindow;
  }

  /**
   * Returns the view of values by window, or by window and key where {@code keys} is given; what it
   * takes beside the values is freed when the job ends.
   */
  static TableView of(
      Groups<Object, Object> values, @Nullable KeyModel keys, WindowModel windows, Job job)
      throws IOException {
    if (keys == null) {
      return new TableView(values, null, null);
    }
    GroupTable<Object, Object> index =
        new GroupTable<>(
            windows.codec(), keys.identityCodec(), (left, right) -> 0, job.memory(), job.spill());
    job.closeAtEnd(index);
    for (Group<Object, Object> group : values) {
      WindowedKey key = (WindowedKey) group.key();
      index.add(key.window(), key.identity(), 0);
    }
    return new TableView(values, keys, index.seal());
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
    Groups<Object, Object> index = keysByWindow;
    Group<Object, Object> group = index == null ? null : index.find(window);
    return group == null
        ? List.of()
        : () ->
            StreamSupport.stream(group.values().spliterator(), false)
                .<@Nullable Object>map(model::key)
                .iterator();
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
}
