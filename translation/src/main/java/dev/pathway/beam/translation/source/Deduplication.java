// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;

/**
 * Passes on the value of each record whose id was not seen lately, without the id. An id is
 * forgotten ten minutes of processing time after it was last seen, or when there are a million
 * later ones: a source gives the same record twice soon, or not at all.
 */
public final class Deduplication implements StepSpec {
  private static final long serialVersionUID = 1L;
  private static final long MEMORY_MILLIS = 10 * 60 * 1000;
  private static final int MAX_IDS = 1_000_000;

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
    @SuppressWarnings("unchecked") // elements are records
    public void process(Object element) {
      WindowedValue<ValueWithRecordId<?>> record = (WindowedValue<ValueWithRecordId<?>>) element;
      long now = clock.millis();
      forget(now);
      ByteBuffer id = RecordIds.of(record.getValue());
      boolean first = seen.remove(id) == null;
      seen.put(id, now);
      if (first) {
        output.accept(WindowedValues.withValue(record, record.getValue().getValue()));
      }
    }

    private void forget(long now) {
      Iterator<Long> oldest = seen.values().iterator();
      while (oldest.hasNext() && (oldest.next() <= now - memoryMillis || seen.size() > maxIds)) {
        oldest.remove();
      }
    }
  }
}
