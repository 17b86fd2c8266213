// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.TraceReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One side of a join: payloads under table keys, as they were, as they are, and what changed. */
final class JoinSide {
  /*
   * Where results' timestamps depend on rows' marks, a mark stands in front of each payload's bytes,
   * such that the first of a key's is its rows' merged one: it is the least or the greatest.
   */
  private static final int MARK_BYTES = Long.BYTES;

  /** What makes of a mark a number by whose bytes the least mark, or the greatest, is first. */
  private static final long LEAST_FIRST = Long.MIN_VALUE;

  private static final long GREATEST_FIRST = Long.MAX_VALUE;

  private final String name;
  private final String arrangement;
  private final Epoch epoch;
  private final Codec<Object> payloads;
  private final boolean marked;
  private final long order;
  private final Delta delta;
  private final EncodeBuffer buffer = new EncodeBuffer();

  /**
   * Creates the side of one worker.
   *
   * @param name the operator's name
   * @param arrangement what it is kept under
   */
  JoinSide(
      String name, String arrangement, Epoch epoch, Codec<Object> payloads, WindowModel windows) {
    this.name = name;
    this.arrangement = arrangement;
    this.epoch = epoch;
    this.payloads = payloads;
    marked = windows.marked();
    order = windows.mergeMarks(0, 1) == 0 ? LEAST_FIRST : GREATEST_FIRST;
    delta = epoch.delta(arrangement);
  }

  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  void add(byte[] key, @Nullable Object payload, long mark, int diff) throws IOException {
    buffer.clear();
    if (marked) {
      buffer.write(ByteBuffer.allocate(MARK_BYTES).putLong(mark ^ order).array(), 0, MARK_BYTES);
    }
    delta.add(key, buffer.encode(payloads, payload).toByteArray(), diff);
  }

  /** Returns the keys that changed, once all changes are there. */
  PairCursor seal() throws IOException {
    return delta.seal();
  }

  /** Returns the payloads of a key whose number changed, each with by how much. */
  Values changes(byte[] key) throws IOException {
    return new Values(PairCursor.ofKey(key, List.of(delta.cursor())));
  }

  /**
   * Returns the payloads of a key before the epoch, or after it; these fail if there are less than
   * none of one.
   */
  Values all(byte[] key, boolean after) throws IOException {
    TraceReader kept = epoch.reader(arrangement);
    return new Values(
        after
            ? PairCursor.ofKey(key, List.of(kept, delta.cursor()))
            : PairCursor.ofKey(key, List.of(kept))) {
      @Override
      boolean next() throws IOException {
        boolean there = super.next();
        if (there && weight() < 0) {
          throw WrongRetraction.tooMany(name, weight());
        }
        return there;
      }
    };
  }

  /** Returns whether a key had payloads before the epoch, or has some after it. */
  boolean isThere(byte[] key, boolean after) throws IOException {
    return all(key, after).next();
  }

  /** Returns the merged mark of a key's rows before the epoch, or after it; null without rows. */
  @Nullable Long mark(byte[] key, boolean after) throws IOException {
    Values first = all(key, after);
    return first.next() ? first.mark() : null;
  }

  /** Payloads of one key, each with a weight. */
  class Values {
    private final PairCursor cursor;
    private final boolean isKey;

    private Values(PairCursor cursor) throws IOException {
      this.cursor = cursor;
      isKey = cursor.nextKey();
    }

    /** Moves on to the next payload, and returns whether there is one. */
    boolean next() throws IOException {
      return isKey && cursor.nextValue();
    }

    @Nullable Object payload() throws IOException {
      byte[] bytes = cursor.value();
      int start = marked ? MARK_BYTES : 0;
      return payloads.decode(new ArrayInput(bytes, start));
    }

    long weight() {
      return cursor.weight();
    }

    private long mark() {
      return marked ? ByteBuffer.wrap(cursor.value()).getLong() ^ order : 0;
    }
  }
}
