// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Aggregates;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Changes;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Wanted;
import dev.pathway.beam.engine.spi.CombineModel.Total;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums of whole numbers. Weights add up by themselves, so a group is kept as three values whose
 * weights are the number of its rows and the sums of the lower and the upper halves of their
 * numbers: apart, for a sum of numbers may exceed 64 bits, and then only its lower 64 count.
 */
final class KeptTotals implements Aggregates {
  private static final byte[] COUNT = {0};
  private static final byte[] LOW = {1};
  private static final byte[] HIGH = {2};
  private static final int HALF_BITS = 32;
  private static final long HALF = (1L << HALF_BITS) - 1;
  private static final long NO_MARK = 0;

  /** Groups whose changes are added up before they go to the delta: it has to sort them. */
  private static final int MAX_GATHERED = 1 << 14;

  private final String name;
  private final String arrangement;
  private final Total total;
  private final Epoch epoch;
  private final GroupKeys keys;
  private final Codec<Object> keyCodec;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Map<Object, Sum> gathered = new HashMap<>();
  private final Delta delta;

  /** Rows and what they add up to. */
  private static final class Sum {
    private long count;
    private long low;
    private long high;

    void add(byte[] part, long weight) {
      switch (part[0]) {
        case 0 -> count += weight;
        case 1 -> low += weight;
        default -> high += weight;
      }
    }

    @Nullable Long value() {
      return count == 0 ? null : Long.valueOf(number());
    }

    long number() {
      return (high << HALF_BITS) + low;
    }

    /** Returns whether not those numbers were taken back that had been added. */
    boolean isOfOtherNumbers() {
      return count == 0 && (low != 0 || high != 0);
    }
  }

  KeptTotals(
      String name, String arrangement, Total total, Epoch epoch, GroupKeys keys, Delta delta) {
    this.name = name;
    this.arrangement = arrangement;
    this.total = total;
    this.epoch = epoch;
    this.keys = keys;
    keyCodec = keys.codec();
    this.delta = delta;
  }

  @Override
  public void add(Object tableKey, @Nullable Object payload, long mark, int diff)
      throws IOException {
    Sum sum = gathered.get(tableKey);
    if (sum == null) {
      if (gathered.size() == MAX_GATHERED) {
        release();
      }
      sum = new Sum();
      gathered.put(tableKey, sum);
    }
    long number = total.of(payload);
    sum.count += diff;
    sum.low += diff * (number & HALF);
    sum.high += diff * (number >> HALF_BITS);
  }

  private void release() throws IOException {
    for (Map.Entry<Object, Sum> each : gathered.entrySet()) {
      buffer.clear();
      byte[] key = buffer.encode(keyCodec, each.getKey()).toByteArray();
      Sum sum = each.getValue();
      delta.add(key, COUNT, sum.count);
      delta.add(key, LOW, sum.low);
      delta.add(key, HIGH, sum.high);
    }
    gathered.clear();
  }

  @Override
  public void seal(Changes changes) throws Exception {
    release();
    SeekableCursor kept = epoch.reader(arrangement);
    for (PairCursor changed = delta.seal(); changed.nextKey(); ) {
      Sum sum = new Sum();
      if (kept.seek(changed.key())) {
        addAll(kept, sum);
      }
      Long before = sum.value();
      addAll(changed, sum);
      if (sum.count < 0) {
        throw tooFew(changed.key(), sum.count);
      }
      if (sum.isOfOtherNumbers()) {
        throw WrongRetraction.otherNumbers(name, key(changed.key()), sum.number());
      }
      Long after = sum.value();
      if (before == null ? after != null : !before.equals(after)) {
        Object tableKey = keyCodec.decode(new ArrayInput(changed.key()));
        changes.take(tableKey, before, NO_MARK, after, NO_MARK);
      }
    }
  }

  private IllegalStateException tooFew(byte[] key, long count) throws IOException {
    String reason = total.tooFew(key(key), count);
    return reason == null
        ? WrongRetraction.tooMany(name, count)
        : new IllegalStateException(reason);
  }

  private @Nullable Object key(byte[] key) throws IOException {
    return keys.key(keyCodec.decode(new ArrayInput(key)));
  }

  @Override
  public void past(Wanted wanted, Changes changes) throws Exception {
    for (PairCursor kept = epoch.reader(arrangement); kept.nextKey(); ) {
      Object tableKey = keyCodec.decode(new ArrayInput(kept.key()));
      if (wanted.test(tableKey)) {
        Sum sum = new Sum();
        addAll(kept, sum);
        changes.take(tableKey, null, NO_MARK, sum.value(), NO_MARK);
      }
    }
  }

  private static void addAll(PairCursor values, Sum sum) throws IOException {
    while (values.nextValue()) {
      sum.add(values.value(), values.weight());
    }
  }

  @Override
  public @Nullable Object result(Object sum) {
    return total.result((Long) sum);
  }
}
