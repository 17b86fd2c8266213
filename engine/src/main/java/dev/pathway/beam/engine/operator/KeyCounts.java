// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/** The keys of pairs, each with one empty value whose weight is that of all its values. */
final class KeyCounts implements PairCursor {
  private static final byte[] NOTHING = {};

  private final PairCursor pairs;
  private long weight;
  private boolean counted;

  KeyCounts(PairCursor pairs) {
    this.pairs = pairs;
  }

  @Override
  public boolean nextKey() throws IOException {
    counted = false;
    return pairs.nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    if (counted) {
      return false;
    }
    counted = true;
    weight = 0;
    while (pairs.nextValue()) {
      weight += pairs.weight();
    }
    return weight != 0;
  }

  @Override
  public byte[] key() {
    return pairs.key();
  }

  @Override
  public byte[] value() {
    return NOTHING;
  }

  @Override
  public long weight() {
    return weight;
  }
}
