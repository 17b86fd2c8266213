// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.Cleanup;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of one worker of one stage: {@linkplain LiveMap maps} by name. One thread only, except
 * for what {@link #seal} returns.
 *
 * <p>All maps share segments: what is on the heap of all of them is one new segment when memory is
 * short or a snapshot is taken.
 */
public final class LiveStore implements Closeable {
  private final LiveResources resources;
  private final PartitionSet owned;
  private final MemoryAccount account;
  private final Layers layers;
  private final @Nullable WorkerUploads uploads;
  private final Map<String, LiveMap> maps = new HashMap<>();

  /** By number, which is the order that they have in segments. */
  private final TreeMap<Long, LiveMap> byId = new TreeMap<>();

  private final EntryKey key = new EntryKey();

  /** What was sealed for a snapshot and is not a layer yet. */
  private @Nullable SealedEntries sealed;

  LiveStore(
      LiveResources resources,
      PartitionSet owned,
      List<Layer> restored,
      @Nullable WorkerUploads uploads) {
    this.resources = resources;
    this.owned = owned;
    this.account = resources.memory().openAccount();
    this.layers = new Layers(resources, owned, restored);
    this.uploads = uploads;
  }

  /** Returns a store that keeps nothing beyond its own end, and takes any partition. */
  public static LiveStore spilling(LiveResources resources) {
    return new LiveStore(resources, PartitionSet.ALL, List.of(), null);
  }

  /** Returns the map of a name, the same one each time; what was restored for it is in it. */
  public LiveMap map(String name) {
    LiveMap known = maps.get(name);
    if (known != null) {
      return known;
    }
    LiveMap map = new LiveMap(this, EntryKey.mapId(name));
    if (byId.putIfAbsent(map.id(), map) != null) {
      throw new IllegalArgumentException(
          "Map '" + name + "' cannot be told from another; give it another name");
    }
    maps.put(name, map);
    return map;
  }

  /**
   * Fixes what is to be uploaded for a snapshot: all there is at this moment. The maps may be
   * changed from here on. Takes next to no time: entries are written to disk by the upload.
   *
   * <p>Without a store that the state is kept in, nothing is to be done, and nothing is done.
   *
   * @param snapshot a number greater than all before
   */
  public Pending seal(long snapshot) throws IOException {
    if (uploads == null) {
      return Pending.NOTHING;
    }
    adoptSealed();
    @Nullable SealedEntries entries = entriesOnHeap(2);
    Pending pending = uploads.pending(snapshot, owned, layers.newestFirst(), entries);
    if (entries != null) {
      byId.values().forEach(LiveMap::freezeMemtable);
      sealed = entries;
    }
    return pending;
  }

  /** Gives up memory and local files, except those of uploads that have not ended. */
  @Override
  public void close() throws IOException {
    account.close();
    @Nullable IOException failure = Cleanup.attempt(layers, null);
    if (sealed != null) {
      failure = Cleanup.attempt(sealed::giveUp, failure);
      sealed = null;
    }
    maps.clear();
    byId.clear();
    if (failure != null) {
      throw failure;
    }
  }

  Layers layers() {
    return layers;
  }

  /** Returns the whole key of an entry; it is valid until the next call. */
  EntryKey key(long map, int partition, byte[] entryKey) {
    checkOwned(partition);
    return key.set(map, partition, entryKey);
  }

  /** Throws an exception if a partition is not this worker's: nobody would restore it. */
  void checkOwned(int partition) {
    if (!owned.contains(partition)) {
      throw new IllegalArgumentException("Partition " + partition + " is not this worker's");
    }
  }

  /** Accounts for more or fewer bytes on the heap; if there are too many, moves all to disk. */
  void charge(long bytes) throws IOException {
    if (bytes < 0) {
      account.release(-bytes);
    } else if (!account.tryCharge(bytes)) {
      account.charge(bytes);
      flush();
    }
    if (sealed != null && sealed.isWritten()) {
      adoptSealed();
    }
  }

  /** Moves what is on the heap to a new segment. If that fails, it stays where it is. */
  private void flush() throws IOException {
    adoptSealed();
    @Nullable SealedEntries entries = entriesOnHeap(1);
    if (entries != null) {
      layers.add(entries.segment());
      byId.values().forEach(LiveMap::clearMemtable);
      account.releaseAll();
    }
    layers.merge();
  }

  /** Returns what is on the heap and not sealed yet, null if there is nothing. */
  private @Nullable SealedEntries entriesOnHeap(int claims) {
    List<Memtable> memtables = new ArrayList<>();
    for (LiveMap map : byId.values()) {
      if (!map.memtable().isEmpty()) {
        memtables.add(map.memtable());
      }
    }
    return memtables.isEmpty()
        ? null
        : new SealedEntries(memtables, account.heldBytes(), resources.spill(), claims);
  }

  /** Makes what was sealed last a layer, and writes it if the upload has not got to it. */
  private void adoptSealed() throws IOException {
    if (sealed != null) {
      layers.add(sealed.segment());
      account.release(sealed.heapBytes());
      sealed = null;
      byId.values().forEach(LiveMap::dropFrozen);
    }
    layers.merge();
  }
}
