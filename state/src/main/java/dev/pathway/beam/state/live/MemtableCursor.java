// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A cursor over entries on the heap, up to the first one that is beyond a partition or prefix. */
final class MemtableCursor implements EntryCursor {
  private static final byte[] NONE = {};

  private final long map;
  private final Iterator<Memtable.Entry> entries;
  private final @Nullable Integer partition;
  private final byte[] prefix;
  private byte[] key = NONE;
  private byte @Nullable [] value;

  MemtableCursor(
      long map, Iterator<Memtable.Entry> entries, @Nullable Integer partition, byte[] prefix) {
    this.map = map;
    this.entries = entries;
    this.partition = partition;
    this.prefix = prefix;
  }

  @Override
  public boolean next() {
    if (!entries.hasNext()) {
      return false;
    }
    Memtable.Entry entry = entries.next();
    if (partition != null && (entry.partition() != partition || !hasPrefix(entry.key()))) {
      return false;
    }
    key = EntryKey.of(map, entry.partition(), entry.key());
    value = entry.value();
    return true;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public int keyLength() {
    return key.length;
  }

  @Override
  public byte @Nullable [] value() {
    return value;
  }

  private boolean hasPrefix(byte[] bytes) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
