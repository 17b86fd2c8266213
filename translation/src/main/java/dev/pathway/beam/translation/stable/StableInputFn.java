// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.stable;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.ForwardingStepFn;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.sideinput.ElementStore;
import dev.pathway.beam.translation.sideinput.StoredElements;
import dev.pathway.beam.translation.time.EventTimes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Sets elements aside until the first snapshot after them is committed, and with them the
 * watermark.
 */
final class StableInputFn extends ForwardingStepFn {
  private static final byte ELEMENT = 's';

  /** How many elements are given at once, before others get their turn. */
  private static final int MOST_AT_ONCE = 1_000;

  private final StableInput spec;
  private final StepFn fn;

  /** Those that wait, the earliest first; the last is still being added to. */
  private final Deque<Batch> batches = new ArrayDeque<>();

  private @Nullable ElementStore store;
  private long saved;
  private long committed;
  private long watermark = EventTime.START;

  /**
   * The elements between two snapshots.
   *
   * @param after the number of the first, which is the name of the elements
   */
  private record Batch(long after, StoredElements elements) {}

  StableInputFn(StableInput spec, StepFn fn) {
    super(fn);
    this.spec = spec;
    this.fn = fn;
  }

  @Override
  public void restore(StepState state) throws Exception {
    if (state.durable()) {
      ElementStore own = new ElementStore(state, ELEMENT, spec.elementCoder(), spec.keys());
      store = own;
      saved = state.restoredSnapshot();
      Map<Long, StoredElements> byNumber = new TreeMap<>();
      own.restore()
          .forEach(
              (name, elements) -> byNumber.put(ByteBuffer.wrap(name.bytes()).getLong(), elements));
      byNumber.forEach((after, elements) -> batches.add(new Batch(after, elements)));
    }
    super.restore(state);
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) throws Exception {
    ElementStore own = store;
    if (own == null) {
      super.process(element);
      return;
    }
    Batch last = batches.peekLast();
    if (last == null || last.after() < saved) {
      byte[] name = ByteBuffer.allocate(Long.BYTES).putLong(saved).array();
      last = new Batch(saved, own.elements(name));
      batches.add(last);
    }
    last.elements().add((WindowedValue<Object>) element);
  }

  @Override
  public void save(long snapshot) throws Exception {
    saved = snapshot;
    super.save(snapshot);
  }

  @Override
  public void committed(long snapshot) throws Exception {
    committed = Math.max(committed, snapshot);
    super.committed(snapshot);
  }

  private boolean isStable(@Nullable Batch batch) {
    return batch != null && batch.after() < committed;
  }

  @Override
  public void advance(long newWatermark) throws Exception {
    watermark = newWatermark;
    super.advance(Math.min(watermark, earliest()));
  }

  private long earliest() {
    long earliest = EventTime.END;
    for (Batch batch : batches) {
      earliest = Math.min(earliest, EventTimes.hold(batch.elements().earliest()));
    }
    return earliest;
  }

  @Override
  public long hold() {
    return Math.min(super.hold(), earliest());
  }

  @Override
  public long wakeTime() {
    return isStable(batches.peek()) ? Long.MIN_VALUE : super.wakeTime();
  }

  @Override
  public void wake() throws Exception {
    Batch first = batches.peek();
    if (first == null || !isStable(first)) {
      super.wake();
    } else if (!first.elements().drain(MOST_AT_ONCE, fn::process)) {
      batches.remove();
      super.advance(Math.min(watermark, earliest()));
    }
  }
}
