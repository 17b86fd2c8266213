// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the value of each record whose id was not seen lately, without the id. An id is
 * forgotten ten minutes of processing time after it was last seen, or when there are a million
 * later ones: a source gives the same record twice soon, or not at all.
 */
public final class Deduplication implements StepSpec {
  private static final long serialVersionUID = 1L;
  private static final long MEMORY_MILLIS = 10 * 60 * 1000;
  private static final int MAX_IDS = 1_000_000;
  private static final byte ID = 'd';

  private final long memoryMillis;
  private final int maxIds;

  /** Creates a step that remembers as much as is said above. */
  public Deduplication() {
    this(MEMORY_MILLIS, MAX_IDS);
  }

  /** Creates a step that forgets an id after a time, or when there are so many later ones. */
  Deduplication(long memoryMillis, int maxIds) {
    this.memoryMillis = memoryMillis;
    this.maxIds = maxIds;
  }

  @Override
  public StepFn create() {
    return new Deduplicate(memoryMillis, maxIds);
  }

  private static final class Deduplicate implements StepFn {
    /** When ids were last seen, in that order. */
    private final Map<ByteBuffer, Long> seen = new LinkedHashMap<>();

    private final long memoryMillis;
    private final int maxIds;

    /** Ids that have come or gone since the step was saved; only in durable jobs. */
    private final Set<ByteBuffer> changed = new HashSet<>();

    private @Nullable StepState state;
    private Receiver output = element -> {};
    private InstantSource clock = InstantSource.system();

    Deduplicate(long memoryMillis, int maxIds) {
      this.memoryMillis = memoryMillis;
      this.maxIds = maxIds;
    }

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
      clock = context.job().clock();
    }

    @Override
    public void restore(StepState newState) throws IOException {
      if (!newState.durable()) {
        return;
      }
      state = newState;
      List<Map.Entry<ByteBuffer, Long>> restored = new ArrayList<>();
      newState.forEach(
          (partition, key, time) ->
              restored.add(
                  Map.entry(
                      // Of its own: the hash of a buffer is that of what is left of it.
                      ByteBuffer.wrap(Arrays.copyOfRange(key, 1, key.length)),
                      ByteBuffer.wrap(time).getLong())));
      restored.sort(Map.Entry.comparingByValue());
      restored.forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    }

    @Override
    public void save(long snapshot) throws IOException {
      StepState own = state;
      if (own == null) {
        return;
      }
      for (ByteBuffer id : changed) {
        Long time = seen.get(id);
        int partition = own.partition(id.hashCode());
        byte[] key = ByteBuffer.allocate(1 + id.remaining()).put(ID).put(id.duplicate()).array();
        if (time == null) {
          own.remove(partition, key);
        } else {
          own.put(partition, key, ByteBuffer.allocate(Long.BYTES).putLong(time).array());
        }
      }
      changed.clear();
    }

    @Override
    @SuppressWarnings("unchecked") // elements are records
    public void process(Object element) {
      WindowedValue<ValueWithRecordId<?>> record = (WindowedValue<ValueWithRecordId<?>>) element;
      long now = clock.millis();
      forget(now);
      ByteBuffer id = RecordIds.of(record.getValue());
      boolean first = seen.remove(id) == null;
      seen.put(id, now);
      if (state != null) {
        changed.add(id);
      }
      if (first) {
        output.accept(WindowedValues.withValue(record, record.getValue().getValue()));
      }
    }

    private void forget(long now) {
      Iterator<Map.Entry<ByteBuffer, Long>> oldest = seen.entrySet().iterator();
      while (oldest.hasNext()) {
        Map.Entry<ByteBuffer, Long> next = oldest.next();
        if (next.getValue() > now - memoryMillis && seen.size() <= maxIds) {
          return;
        }
        if (state != null) {
          changed.add(next.getKey());
        }
        oldest.remove();
      }
    }
  }
}
