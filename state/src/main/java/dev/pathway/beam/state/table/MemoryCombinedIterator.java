// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Results that are all in memory; each is forgotten once the iterator has moved on.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 */
final class MemoryCombinedIterator<K extends @Nullable Object, A extends @Nullable Object>
    implements CombinedIterator<K, A> {
  private final CombineStore<K, A> store;
  private int row = -1;

  MemoryCombinedIterator(CombineStore<K, A> store) {
    this.store = store;
  }

  @Override
  public boolean advance() {
    if (row >= 0 && row < store.size()) {
      store.drop(row);
    }
    if (row < store.size()) {
      row++;
    }
    return row < store.size();
  }

  @Override
  public K key() {
    return store.key(checkedRow());
  }

  @Override
  public A accumulator() {
    return store.accumulator(checkedRow());
  }

  @Override
  public long mark() {
    return store.mark(checkedRow());
  }

  @Override
  public void close() {
    store.reset();
  }

  private int checkedRow() {
    if (row < 0 || row >= store.size()) {
      throw new NoSuchElementException("The iterator is not at a result");
    }
    return row;
  }
}
