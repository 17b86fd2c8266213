// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.segment.Leftovers;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Groups that are all in memory, in the order in which their keys were first added.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class MemoryGroups<K extends @Nullable Object, V extends @Nullable Object>
    implements Groups<K, V> {
  private final GroupStore<K> store;
  private final Codec<V> codec;
  private volatile boolean closed;
  private volatile boolean relinquished;

  MemoryGroups(GroupStore<K> store, Codec<V> codec) {
    this.store = store;
    this.codec = codec;
  }

  @Override
  public @Nullable Group<K, V> find(K key) {
    checkOpen();
    int row = store.find(key, KeyIndex.hash(key));
    return row < 0 ? null : new MemoryGroup(row);
  }

  @Override
  public long groups() {
    checkOpen();
    return store.groups();
  }

  @Override
  public Iterator<Group<K, V>> iterator() {
    checkOpen();
    int groups = store.groups();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < groups;
      }

      @Override
      public Group<K, V> next() {
        if (next == groups) {
          throw new NoSuchElementException();
        }
        checkOpen();
        return new MemoryGroup(next++);
      }
    };
  }

  @Override
  public void relinquish(Leftovers leftovers) {
    checkOpen();
    relinquished = true;
    store.unaccount();
  }

  @Override
  public void close() {
    if (!closed && !relinquished) {
      closed = true;
      store.reset();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The group table has been closed");
    }
  }

  private final class MemoryGroup implements Group<K, V> {
    private final int row;

    MemoryGroup(int row) {
      this.row = row;
    }

    @Override
    public K key() {
      checkOpen();
      return store.key(row);
    }

    @Override
    public long mark() {
      checkOpen();
      return store.mark(row);
    }

    @Override
    public long size() {
      checkOpen();
      return store.size(row);
    }

    @Override
    public Iterable<V> values() {
      return () -> {
        checkOpen();
        return new ValueIterator<>(codec, store.open(row), store.size(row));
      };
    }
  }
}
