// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A group whose values are on disk, in one part or more.
 *
 * @param <K> the type of the key
 * @param <V> the type of the values
 */
final class SpilledGroup<K extends @Nullable Object, V extends @Nullable Object>
    implements Group<K, V> {
  private final K key;
  private final long mark;
  private final long size;
  private final List<GroupPart> parts;
  private final Codec<V> codec;

  SpilledGroup(K key, long mark, long size, List<GroupPart> parts, Codec<V> codec) {
    this.key = key;
    this.mark = mark;
    this.size = size;
    this.parts = parts;
    this.codec = codec;
  }

  @Override
  public K key() {
    return key;
  }

  @Override
  public long mark() {
    return mark;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Iterable<V> values() {
    return PartsIterator::new;
  }

  /** Iterates part by part; no part is empty. */
  private final class PartsIterator implements Iterator<V> {
    private int nextPart = 1;
    private ValueIterator<V> values = open(0);

    @Override
    public boolean hasNext() {
      return values.hasNext() || nextPart < parts.size();
    }

    @Override
    public V next() {
      if (!values.hasNext()) {
        if (nextPart == parts.size()) {
          throw new NoSuchElementException();
        }
        values = open(nextPart++);
      }
      return values.next();
    }

    private ValueIterator<V> open(int number) {
      GroupPart part = parts.get(number);
      return new ValueIterator<>(codec, part.values().open(), part.size());
    }
  }
}
