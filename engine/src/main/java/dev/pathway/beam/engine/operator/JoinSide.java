// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.TraceReader;
import java.io.IOException;
import java.util.List;

/** One side of a join: payloads under table keys, as they were, as they are, and what changed. */
final class JoinSide {
  private final String name;
  private final String arrangement;
  private final Epoch epoch;
  private final Delta delta;

  /**
   * Creates the side of one worker.
   *
   * @param name the operator's name
   * @param arrangement what it is kept under
   */
  JoinSide(String name, String arrangement, Epoch epoch) {
    this.name = name;
    this.arrangement = arrangement;
    this.epoch = epoch;
    delta = epoch.delta(arrangement);
  }

  void add(byte[] key, byte[] payload, int diff) throws IOException {
    delta.add(key, payload, diff);
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

  /** Payloads of one key, each with a weight. */
  static class Values {
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

    byte[] payload() {
      return cursor.value();
    }

    long weight() {
      return cursor.weight();
    }
  }
}
