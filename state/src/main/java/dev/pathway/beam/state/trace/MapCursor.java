// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A cursor over sorted maps. */
final class MapCursor implements PairCursor {
  private final Iterator<? extends Map.Entry<byte[], ? extends SortedMap<byte[], Long>>> keys;
  private @Nullable Iterator<Map.Entry<byte[], Long>> values;
  private byte @Nullable [] key;
  private Map.@Nullable Entry<byte[], Long> value;

  MapCursor(SortedMap<byte[], ? extends SortedMap<byte[], Long>> pairs) {
    this.keys = pairs.entrySet().iterator();
  }

  @Override
  public boolean nextKey() {
    key = null;
    value = null;
    values = null;
    if (!keys.hasNext()) {
      return false;
    }
    Map.Entry<byte[], ? extends SortedMap<byte[], Long>> next = keys.next();
    key = next.getKey();
    values = next.getValue().entrySet().iterator();
    return true;
  }

  @Override
  public boolean nextValue() {
    if (values == null) {
      throw new IllegalStateException("The cursor is at no key");
    }
    value = values.hasNext() ? values.next() : null;
    return value != null;
  }

  @Override
  public byte[] key() {
    if (key == null) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return key;
  }

  @Override
  public byte[] value() {
    return entry().getKey();
  }

  @Override
  public long weight() {
    return entry().getValue();
  }

  private Map.Entry<byte[], Long> entry() {
    if (value == null) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return value;
  }
}
