// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.job.LiveView;
import dev.pathway.beam.engine.job.StoppableWait;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete view on a sealed table, in memory or on disk, which it owns, as it does the index of
 * keys that it makes of it. Thread-safe.
 */
final class TableView implements LiveView.Content {
  private static final long NO_MARK = 0;

  private final Groups<Object, Object> values;
  private final @Nullable GroupKeys keys;
  private final WindowModel windows;
  private final JobContext job;

  /** The identities of the keys by window; made when someone asks for keys. */
  private volatile @Nullable Groups<Object, Object> keysByWindow;

  private boolean retired;

  /** Not a monitor: who waits while another thread makes the index must be interruptible. */
  private final ReentrantLock indexLock = new ReentrantLock();

  /**
   * Creates the view.
   *
   * @param values the values by window, or by window and key where {@code keys} is given
   * @param keys the keys of the table, or null for a view without keys
   * @param windows how windows are encoded
   * @param job the job it is read by
   */
  TableView(
      Groups<Object, Object> values,
      @Nullable GroupKeys keys,
      WindowModel windows,
      JobContext job) {
    this.values = values;
    this.keys = keys;
    this.windows = windows;
    this.job = job;
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
    GroupKeys model = requireKeys();
    return valuesOf(values.find(model.tableKey(window, model.identityOfKey(key))));
  }

  @Override
  public Iterable<@Nullable Object> keys(Object window) {
    GroupKeys model = requireKeys();
    if (windows.single()) {
      return mapped(values, group -> model.key(group.key()));
    }
    Group<Object, Object> group = index(model).find(window);
    return group == null ? List.of() : mapped(group.values(), model::keyOfIdentity);
  }

  private Groups<Object, Object> index(GroupKeys model) {
    Groups<Object, Object> made = keysByWindow;
    if (made != null) {
      return made;
    }
    boolean ignored =
        StoppableWait.of(
            job,
            () -> {
              indexLock.lockInterruptibly();
              return true;
            });
    try {
      made = keysByWindow;
      if (made == null) {
        made = newIndex(model);
        publish(made);
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the keys of a view", e);
    } finally {
      indexLock.unlock();
    }
  }

  private Groups<Object, Object> newIndex(GroupKeys model) throws IOException {
    GroupTable<Object, Object> index =
        new GroupTable<>(
            windows.codec(),
            model.identityCodec(),
            (left, right) -> NO_MARK,
            job.memory(),
            job.spill());
    boolean sealed = false;
    try {
      for (Group<Object, Object> group : values) {
        if (job.stopping()) {
          throw new JobStoppedException();
        }
        Object key = group.key();
        index.add(model.window(key), model.identity(key), NO_MARK);
      }
      Groups<Object, Object> groups = index.seal();
      sealed = true;
      return groups;
    } finally {
      if (!sealed) {
        index.close();
      }
    }
  }

  /** Makes an index known; one that comes after the end of the view is its reader's alone. */
  private synchronized void publish(Groups<Object, Object> index) {
    keysByWindow = index;
    if (retired) {
      index.relinquish(job.leftovers());
    }
  }

  @Override
  public synchronized void retire() {
    retired = true;
    values.relinquish(job.leftovers());
    Groups<Object, Object> index = keysByWindow;
    if (index != null) {
      index.relinquish(job.leftovers());
    }
  }

  @Override
  public synchronized void close() {
    retired = true;
    values.close();
    Groups<Object, Object> index = keysByWindow;
    if (index != null) {
      index.close();
    }
  }

  /** Hands out all that the view holds in pieces. */
  void write(ViewChunks chunks, ViewChunks.ChunkConsumer consumer) throws IOException {
    chunks.write(values, consumer);
  }

  private GroupKeys requireKeys() {
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
