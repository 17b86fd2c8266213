// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The sum of several cursors, which can be moved to any key. Thread-confined. */
final class SeekableSum implements SeekableCursor {
  private final List<SeekableCursor> sources;
  private MergedCursor sum;

  SeekableSum(List<SeekableCursor> sources) {
    this.sources = sources;
    sum = new MergedCursor(sources);
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    seekCeiling(key);
    if (sum.nextKey() && Arrays.equals(sum.key(), key)) {
      return true;
    }
    seekCeiling(key);
    return false;
  }

  @Override
  public void seekCeiling(byte[] key) throws IOException {
    for (SeekableCursor source : sources) {
      source.seekCeiling(key);
    }
    sum = new MergedCursor(sources);
  }

  @Override
  public boolean nextKey() throws IOException {
    return sum.nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    return sum.nextValue();
  }

  @Override
  public byte[] key() {
    return sum.key();
  }

  @Override
  public byte[] value() {
    return sum.value();
  }

  @Override
  public long weight() {
    return sum.weight();
  }
}
