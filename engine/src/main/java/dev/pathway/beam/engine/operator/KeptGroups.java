// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.ForwardingCursor;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of an operator's groups, kept from epoch to epoch: under the bytes of the table key,
 * each payload's bytes behind the number by which they are ordered, if they have one, as {@link
 * GroupBytes} says.
 */
final class KeptGroups {
  private static final int ORDER_BYTES = Long.BYTES;

  private final String name;
  private final String arrangement;
  private final Epoch epoch;
  private final GroupKeys keys;
  private final Codec<Object> keyCodec;
  private final Codec<Object> payloads;
  private final boolean ordered;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Delta delta;
  private final GroupHashes hashes;

  /** What the thread of the worker looks for groups with. */
  private final SeekableCursor kept;

  /**
   * Creates the groups of one worker.
   *
   * @param name the operator's name
   * @param arrangement what the groups are kept under
   * @param ordered whether payloads come with a number
   * @param delta takes how they change in the epoch, and can be read until that is closed
   * @param hashes of what is made of groups
   */
  KeptGroups(
      String name,
      String arrangement,
      Epoch epoch,
      GroupKeys keys,
      Codec<Object> payloads,
      boolean ordered,
      Delta delta,
      GroupHashes hashes) {
    this.name = name;
    this.keys = keys;
    this.arrangement = arrangement;
    this.epoch = epoch;
    keyCodec = keys.codec();
    this.payloads = payloads;
    this.ordered = ordered;
    this.delta = delta;
    this.hashes = hashes;
    kept = epoch.reader(arrangement);
  }

  /** Adds to a group, or takes from it. */
  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  void add(Object tableKey, @Nullable Object payload, long order, int diff) throws IOException {
    buffer.clear();
    byte[] key = buffer.encode(keyCodec, tableKey).toByteArray();
    buffer.clear();
    if (ordered) {
      byte[] number = ByteBuffer.allocate(ORDER_BYTES).putLong(order ^ Long.MIN_VALUE).array();
      buffer.write(number, 0, ORDER_BYTES);
    }
    delta.add(key, GroupBytes.value(buffer.encode(payloads, payload).toByteArray()), diff);
  }

  /** Takes a group that changed, as it was and as it is. */
  @FunctionalInterface
  interface Changes {
    /** Takes a group; either may be empty. */
    void take(Object tableKey, KeptGroup before, KeptGroup after) throws IOException;
  }

  /** Takes a group. */
  @FunctionalInterface
  interface Groups {
    /** Takes a group that is not empty. */
    void take(Object tableKey, KeptGroup group) throws IOException;
  }

  /**
   * Hands over groups that have not changed; after {@link #change}.
   *
   * @param wanted of which table keys
   */
  void rest(Predicate<Object> wanted, Groups groups) throws IOException {
    SeekableCursor changed = delta.cursor();
    for (SeekableCursor all = epoch.reader(arrangement); all.nextKey(); ) {
      byte[] key = all.key();
      Object tableKey = keyCodec.decode(new ArrayInput(key));
      if (wanted.test(tableKey) && !changed.seek(key)) {
        hashes.begin();
        KeptGroup group = new KeptGroup(key, false, values(all));
        groups.take(tableKey, group);
        group.forget();
        hashes.end(key, keys.key(tableKey));
      }
    }
  }

  /** Reads the group that a cursor is at, and its hashes. */
  private @Nullable GroupValues values(SeekableCursor group) throws IOException {
    return GroupValues.read(GroupBytes.withoutHashes(group, hashes::kept));
  }

  /** Says that all groups have been handed over that are to be. */
  void seal() throws IOException {
    hashes.seal();
  }

  /** Hands over the groups that changed; once all changes are there. */
  void change(Changes changes) throws IOException {
    PairCursor changed = delta.seal();
    while (changed.nextKey()) {
      byte[] key = changed.key();
      hashes.begin();
      GroupValues was = kept.seek(key) ? values(kept) : GroupValues.NONE;
      GroupValues change = was == null ? null : GroupValues.read(changed);
      GroupValues is = was == null || change == null ? null : was.plus(change);
      KeptGroup before = new KeptGroup(key, false, was);
      KeptGroup after = new KeptGroup(key, true, is);
      Object tableKey = keyCodec.decode(new ArrayInput(key));
      changes.take(tableKey, before, after);
      before.forget();
      after.forget();
      hashes.end(key, keys.key(tableKey));
    }
  }

  /**
   * The payloads of a key, in the order of their numbers and bytes. Read when asked for, by any
   * thread, any number of times while the job runs.
   */
  final class KeptGroup implements Iterable<@Nullable Object> {
    private final byte[] key;
    private final boolean after;

    /** All that is in the group, or null if that is not held in memory. */
    private volatile @Nullable GroupValues values;

    private KeptGroup(byte[] key, boolean after, @Nullable GroupValues values) {
      this.key = key;
      this.after = after;
      this.values = values;
    }

    /**
     * Lets go of what is held in memory: nobody counts what groups take that were handed on, in
     * frames or by user code. They are read again from where they are kept.
     */
    private void forget() {
      values = null;
    }

    /** Returns whether there are no payloads. */
    boolean isEmpty() throws IOException {
      return !open().nextKey();
    }

    /** Returns the numbers of all payloads merged into one. */
    long mark(WindowModel windows) throws IOException {
      PairCursor values = values();
      values.nextValue();
      long mark = order(values.value());
      while (values.nextValue()) {
        mark = windows.mergeMarks(mark, order(values.value()));
      }
      return mark;
    }

    private PairCursor open() throws IOException {
      GroupValues held = values;
      if (held != null) {
        PairCursor cursor = held.cursor(key);
        return after ? new Positive(cursor) : cursor;
      }
      SeekableCursor past = epoch.reader(arrangement);
      return after
          ? new Positive(withoutHashes(List.of(past, delta.cursor())))
          : withoutHashes(List.of(past));
    }

    private PairCursor withoutHashes(List<SeekableCursor> cursors) throws IOException {
      return GroupBytes.withoutHashes(PairCursor.ofKey(key, cursors));
    }

    private PairCursor values() throws IOException {
      PairCursor cursor = open();
      cursor.nextKey();
      return cursor;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
      try {
        return new Payloads(values());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Refuses payloads that are there less than no times. */
  private final class Positive extends ForwardingCursor {
    Positive(PairCursor values) {
      super(values);
    }

    @Override
    public boolean nextValue() throws IOException {
      boolean there = super.nextValue();
      if (there && weight() < 0) {
        throw WrongRetraction.tooMany(name, weight());
      }
      return there;
    }
  }

  /** Returns the number by which a payload in bytes is ordered, 0 if it has none. */
  long order(byte[] value) {
    return ordered ? ByteBuffer.wrap(value).getLong(GroupBytes.start(value)) ^ Long.MIN_VALUE : 0;
  }

  /** Returns the payload in bytes, which no one else holds. */
  @Nullable Object payload(byte[] value) throws IOException {
    return payloads.decode(new ArrayInput(value, payloadStart(value, ordered)));
  }

  /** Returns where in a value the payload begins. */
  static int payloadStart(byte[] value, boolean ordered) {
    return GroupBytes.start(value) + (ordered ? ORDER_BYTES : 0);
  }

  private final class Payloads implements Iterator<@Nullable Object> {
    private final PairCursor values;
    private long left;

    Payloads(PairCursor values) {
      this.values = values;
    }

    @Override
    public boolean hasNext() {
      try {
        while (left == 0 && values.nextValue()) {
          left = values.weight();
        }
        return left > 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      left--;
      try {
        // Each time anew: what is handed out twice must not be able to change.
        return payload(values.value());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
