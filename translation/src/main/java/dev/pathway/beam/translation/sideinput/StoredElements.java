// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * A group of elements that wait in the state of a step; see {@link ElementStore}. On the heap there
 * is nothing but how many they are. One thread only.
 */
public final class StoredElements implements Waiting {
  /** The worker that put the element there, and its number among those of a partition. */
  static final int SUFFIX_BYTES = Integer.BYTES + Long.BYTES;

  private final ElementStore store;
  private final byte[] name;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Map<Lane, Range> lanes = new LinkedHashMap<>();
  private long earliest = EventTime.END;

  /** Elements of a partition that one worker put there. */
  private record Lane(int partition, int worker) {}

  /** The numbers of a lane's elements. */
  private static final class Range {
    private long from;
    private long to;

    Range(long from, long to) {
      this.from = from;
      this.to = to;
    }
  }

  StoredElements(ElementStore store, byte[] name) {
    this.store = store;
    this.name = name;
  }

  @Override
  public void add(WindowedValue<Object> element) throws IOException {
    long timestamp = element.getTimestamp().getMillis();
    Lane lane = new Lane(store.partition(element), state().worker());
    Range range = lanes.computeIfAbsent(lane, key -> new Range(0, 0));
    buffer.clear();
    new DataOutputStream(buffer).writeLong(timestamp);
    store.coder().encode(element, buffer);
    state().put(lane.partition(), key(lane, range.to), buffer.toByteArray());
    range.to++;
    earliest = Math.min(earliest, timestamp);
  }

  /** Adds an element that is there already. */
  void restore(int partition, byte[] key, byte[] value) {
    ByteBuffer suffix = ByteBuffer.wrap(key, key.length - SUFFIX_BYTES, SUFFIX_BYTES);
    Lane lane = new Lane(partition, suffix.getInt());
    long number = suffix.getLong();
    Range range = lanes.computeIfAbsent(lane, absent -> new Range(number, number));
    // They come in the order of their numbers.
    range.to = number + 1;
    earliest = Math.min(earliest, ByteBuffer.wrap(value).getLong());
  }

  private StepState state() {
    return store.state();
  }

  private byte[] key(Lane lane, long number) {
    return ByteBuffer.allocate(1 + name.length + SUFFIX_BYTES)
        .put(store.kind())
        .put(name)
        .putInt(lane.worker())
        .putLong(number)
        .array();
  }

  @Override
  public long earliest() {
    return earliest;
  }

  /**
   * Hands out as many elements as there are up to a number; what {@link #earliest} returns stays
   * the same until there are none.
   *
   * @return whether there are more
   */
  public boolean drain(int most, ElementConsumer consumer) throws Exception {
    int left = most;
    while (!lanes.isEmpty() && left > 0) {
      Lane lane = lanes.keySet().iterator().next();
      Range range = lanes.get(lane);
      if (range == null || range.from == range.to) {
        lanes.remove(lane);
      } else {
        consumer.accept(take(lane, range.from++));
        left--;
      }
    }
    lanes.values().removeIf(range -> range.from == range.to);
    if (lanes.isEmpty()) {
      earliest = EventTime.END;
    }
    return !lanes.isEmpty();
  }

  private WindowedValue<Object> take(Lane lane, long number) throws IOException {
    byte[] key = key(lane, number);
    byte[] value = state().get(lane.partition(), key);
    if (value == null) {
      throw new IllegalStateException("an element that was stored is not there");
    }
    state().remove(lane.partition(), key);
    return store.coder().decode(new ArrayInput(value, Long.BYTES));
  }

  @Override
  public void drain(ElementConsumer consumer) throws Exception {
    drain(Integer.MAX_VALUE, consumer);
  }

  /** Does nothing: what is left belongs to the step's state. */
  @Override
  public void close() {}
}
