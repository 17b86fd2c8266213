// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of bytes by partition and key: the newest counts. On the heap while there is memory, then
 * in local segments. One thread only, that of its {@link LiveStore}.
 *
 * <p>Keys and values that were handed over must not be changed; values may be empty. Partitions are
 * those of the worker.
 *
 * <p>Cost: what is on the heap is found by a hash; a key in the segments costs a read of a block,
 * one that is not there hardly any.
 */
public final class LiveMap {
  private final LiveStore store;
  private final long id;
  private Memtable memtable;

  /** What was sealed for a snapshot and is not in a segment yet. */
  private @Nullable Memtable frozen;

  private long changes;

  LiveMap(LiveStore store, long id) {
    this.store = store;
    this.id = id;
    this.memtable = new Memtable(id);
  }

  /** Takes an entry. */
  @FunctionalInterface
  public interface EntryConsumer {
    /** Takes an entry, whose arrays are the consumer's; must not change the map. */
    void accept(int partition, byte[] key, byte[] value) throws IOException;
  }

  /** Returns the value put last for a key, or null if there is none or it was removed. */
  public byte @Nullable [] get(int partition, byte[] key) throws IOException {
    EntryKey whole = store.key(id, partition, key);
    long hash = Layers.hash(whole);
    Memtable.@Nullable Entry entry = memtable.find(hash, partition, key);
    if (entry == null && frozen != null) {
      entry = frozen.find(hash, partition, key);
    }
    return entry != null ? entry.value() : store.layers().get(partition, whole, hash);
  }

  /** Puts an entry in the place of the one for the key, if there is one. */
  public void put(int partition, byte[] key, byte[] value) throws IOException {
    long hash = Layers.hash(store.key(id, partition, key));
    changes++;
    store.charge(memtable.put(hash, partition, key, value));
  }

  /** Removes the entry for a key, if there is one. */
  public void remove(int partition, byte[] key) throws IOException {
    long hash = Layers.hash(store.key(id, partition, key));
    changes++;
    boolean isFrozen = frozen != null && frozen.find(hash, partition, key) != null;
    if (isFrozen || store.layers().mayContain(partition, hash)) {
      store.charge(memtable.put(hash, partition, key, null));
    } else {
      store.charge(-memtable.drop(hash, partition, key));
    }
  }

  /**
   * Hands out all entries, by partition and key, unsigned.
   *
   * @throws ConcurrentModificationException if the consumer has changed the map
   */
  public void forEach(EntryConsumer consumer) throws IOException {
    List<EntryCursor> onHeap = new ArrayList<>();
    onHeap.add(memtable.cursor());
    if (frozen != null) {
      onHeap.add(frozen.cursor());
    }
    handOut(onHeap, EntryKey.ofMap(id), PartitionSet.ALL, consumer);
  }

  /**
   * Hands out the entries of a partition whose keys begin with a prefix, in the order of keys.
   *
   * @throws ConcurrentModificationException if the consumer has changed the map
   */
  public void forEach(int partition, byte[] prefix, EntryConsumer consumer) throws IOException {
    byte[] whole = EntryKey.of(id, partition, prefix);
    store.checkOwned(partition);
    store.charge(memtable.keepOrder());
    // Another one, without entries, if they were moved to disk just now.
    memtable.keepOrder();
    List<EntryCursor> onHeap = new ArrayList<>();
    onHeap.add(memtable.cursor(partition, prefix));
    if (frozen != null) {
      onHeap.add(frozen.frozenCursor(partition, prefix));
    }
    handOut(onHeap, whole, PartitionSet.of(partition), consumer);
  }

  long id() {
    return id;
  }

  /** Returns the entries on the heap. */
  Memtable memtable() {
    return memtable;
  }

  /** Says that the entries on the heap are in a segment. */
  void clearMemtable() {
    memtable = new Memtable(id);
  }

  /** Keeps the entries on the heap as they are, beside those to come. */
  void freezeMemtable() {
    if (!memtable.isEmpty()) {
      frozen = memtable;
      memtable = new Memtable(id);
    }
  }

  /** Says that the entries kept are in a segment. */
  void dropFrozen() {
    frozen = null;
  }

  private void handOut(
      List<EntryCursor> onHeap, byte[] prefix, PartitionSet partitions, EntryConsumer consumer)
      throws IOException {
    long before = changes;
    try (Scan scan = new Scan(onHeap, store.layers().newestFirst(), prefix, partitions)) {
      EntryCursor entries = scan.entries();
      while (entries.next()) {
        byte @Nullable [] value = entries.value();
        if (value != null) {
          int partition = EntryKey.partition(entries.key());
          byte[] key = EntryKey.entryKey(entries.key(), entries.keyLength());
          consumer.accept(partition, key, value);
          if (changes != before) {
            throw new ConcurrentModificationException(
                "The map was changed by the consumer of its entries");
          }
        }
      }
    }
  }
}
