// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is saved of open windows: numbered parts by window and key, under the partition of the key,
 * and how far event time had come. One thread only.
 *
 * <p>The time is kept in every partition that a row has come to: whoever owns one of them
 * afterwards must know which of its windows have fired. They all have the same, since barriers are
 * aligned.
 */
final class WindowEntries {
  private static final byte[] TIME = {0};
  private static final int PART = 1;
  private static final long NO_TIME = Long.MAX_VALUE;

  private final StepState state;
  private final Codec<Object> windows;
  private final Codec<Object> identities;
  private final EncodeBuffer buffer = new EncodeBuffer();

  /** The partitions of each window's entries; none for a window that is not saved. */
  private final Map<Object, BitSet> saved = new HashMap<>();

  private final BitSet reached = new BitSet();
  private final BitSet timed = new BitSet();
  private long savedTime = EventTime.START;
  private @Nullable Object latestWindow;
  private byte[] latestPrefix = {};
  private BitSet latestPartitions = new BitSet();

  /** Takes a part that was saved. */
  @FunctionalInterface
  interface PartConsumer {
    /** Takes a part. */
    void accept(Object window, Object identity, long part, byte[] value) throws IOException;
  }

  /**
   * Creates the entries.
   *
   * @param state where they are kept
   * @param windows the codec of windows
   * @param identities the codec of the identities of keys
   */
  WindowEntries(StepState state, Codec<Object> windows, Codec<Object> identities) {
    this.state = state;
    this.windows = windows;
    this.identities = identities;
  }

  /** Hands out all that was saved, and returns how far event time had come. */
  long restore(PartConsumer consumer) throws IOException {
    long[] time = {NO_TIME};
    state.forEach(
        (partition, key, value) -> {
          reached.set(partition);
          if (key[0] == TIME[0]) {
            time[0] = Math.min(time[0], ByteBuffer.wrap(value).getLong());
          } else {
            restorePart(partition, key, value, consumer);
          }
        });
    return time[0] == NO_TIME ? EventTime.START : time[0];
  }

  private void restorePart(int partition, byte[] key, byte[] value, PartConsumer consumer)
      throws IOException {
    ArrayInput in = new ArrayInput(key, 1);
    Object window = windows.decode(in);
    Object identity = identities.decode(in);
    partitions(window).set(partition);
    consumer.accept(window, identity, in.readVarint(), value);
  }

  private BitSet partitions(Object window) {
    return saved.computeIfAbsent(window, key -> new BitSet());
  }

  /** Says that a row has come for a key. */
  void reached(Object identity) {
    reached.set(partition(identity));
  }

  private int partition(Object identity) {
    return state.partition(identity.hashCode());
  }

  /** Saves a part of what a window has of a key, in the place of the one with the same number. */
  void put(Object window, Object identity, long part, byte[] value) throws IOException {
    begin(window);
    int partition = partition(identity);
    latestPartitions.set(partition);
    state.put(partition, key(identity, part), value);
  }

  /** Makes a window, of which there are entries from then on, that of the next keys. */
  private void begin(Object window) throws IOException {
    if (window != latestWindow && !window.equals(latestWindow)) {
      latestPrefix = prefix(window);
      latestPartitions = partitions(window);
      latestWindow = window;
    }
  }

  private byte[] prefix(Object window) throws IOException {
    buffer.clear();
    buffer.write(PART);
    return buffer.encode(windows, window).toByteArray();
  }

  private byte[] key(Object identity, long part) throws IOException {
    buffer.clear();
    buffer.write(latestPrefix, 0, latestPrefix.length);
    buffer.encode(identities, identity);
    Varint.write(part, buffer);
    return buffer.toByteArray();
  }

  /** Returns whether there are entries of a window. */
  boolean has(Object window) {
    return saved.containsKey(window);
  }

  /** Removes a part of a key, if it is there, of a window that there are entries of. */
  void remove(Object window, Object identity, long part) throws IOException {
    begin(window);
    state.remove(partition(identity), key(identity, part));
  }

  /** Forgets a window, of which every part has been removed. */
  void forget(Object window) {
    saved.remove(window);
    latestWindow = null;
  }

  /** Removes all entries of a window. */
  void removeAll(Object window) throws IOException {
    BitSet partitions = saved.get(window);
    if (partitions != null) {
      byte[] prefix = prefix(window);
      List<byte[]> keys = new ArrayList<>();
      for (int each = partitions.nextSetBit(0); each >= 0; each = partitions.nextSetBit(each + 1)) {
        state.forEach(each, prefix, (partition, key, value) -> keys.add(key));
        for (byte[] key : keys) {
          state.remove(each, key);
        }
        keys.clear();
      }
      forget(window);
    }
  }

  /** Saves how far event time has come. */
  void saveTime(long time) throws IOException {
    if (time != savedTime) {
      timed.clear();
      savedTime = time;
    }
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(time).array();
    for (int each = reached.nextSetBit(0); each >= 0; each = reached.nextSetBit(each + 1)) {
      if (!timed.get(each)) {
        timed.set(each);
        state.put(each, TIME, value);
      }
    }
  }
}
