// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a remembered step put out for rows whose outputs come and go together, on disk: there is no
 * need to sort them, or to find one of them. One thread only.
 *
 * <p>Under the number of a row are chunks of its outputs. A chunk begins with its own number, so
 * that no two are equal; then for each output how many bytes it has in common with the one before,
 * how many more it has, and these. Numbers are varints.
 */
final class KeptChunks {
  private static final int CHUNK_BYTES = 1 << 14;
  private static final byte[] NOTHING = {};

  private final String arrangement;
  private final Epoch epoch;
  private final SeekableCursor kept;
  private @Nullable Delta changes;
  private byte[] chunk = new byte[1 << 8];
  private int used;
  private int chunks;
  private boolean inChunk;
  private byte[] last = NOTHING;

  KeptChunks(String arrangement, Epoch epoch) {
    this.arrangement = arrangement;
    this.epoch = epoch;
    kept = epoch.reader(arrangement);
  }

  /** Takes an output of a row. */
  @FunctionalInterface
  interface Outputs {
    /** Takes its bytes, which nobody changes. */
    void take(byte[] output) throws IOException;
  }

  /** Adds an output of a new row; they are kept once the row {@linkplain #end ends}. */
  void add(byte[] number, byte[] output) throws IOException {
    int mismatch = Arrays.mismatch(last, output);
    int common = mismatch < 0 ? output.length : mismatch;
    int rest = output.length - common;
    makeRoom(3 * Varint.MAX_BYTES + rest);
    if (!inChunk) {
      inChunk = true;
      used = Varint.write(chunks++, chunk, 0);
    }
    used = Varint.write(common, chunk, used);
    used = Varint.write(rest, chunk, used);
    System.arraycopy(output, common, chunk, used, rest);
    used += rest;
    last = output;
    if (used >= CHUNK_BYTES) {
      endChunk(number);
    }
  }

  /** Keeps the outputs that were added. */
  void end(byte[] number) throws IOException {
    if (inChunk) {
      endChunk(number);
    }
    chunks = 0;
  }

  private void endChunk(byte[] number) throws IOException {
    delta().add(number, Arrays.copyOf(chunk, used), 1);
    inChunk = false;
    last = NOTHING;
  }

  private void makeRoom(int more) {
    int from = inChunk ? used : 0;
    if (chunk.length - from < more) {
      chunk = Arrays.copyOf(chunk, Math.max(Math.addExact(from, more), 2 * from));
    }
  }

  /**
   * Hands over all outputs of a row that was there in the last epoch, and forgets them if asked to.
   */
  void each(byte[] number, boolean forget, Outputs outputs) throws IOException {
    for (PairCursor all = PairCursor.ofKey(number, List.of(kept)); all.nextKey(); ) {
      while (all.nextValue()) {
        if (forget) {
          delta().add(number, all.value(), -all.weight());
        }
        decode(all.value(), outputs);
      }
    }
  }

  private static void decode(byte[] chunk, Outputs outputs) throws IOException {
    ArrayInput in = new ArrayInput(chunk);
    in.readVarint();
    byte[] before = NOTHING;
    while (!in.isAtEnd()) {
      int common = (int) in.readVarint();
      int rest = (int) in.readVarint();
      byte[] output = Arrays.copyOf(before, common + rest);
      in.readNBytes(output, common, rest);
      outputs.take(output);
      before = output;
    }
  }

  /** Seals what was added and forgotten. */
  void seal() throws IOException {
    delta().seal();
  }

  private Delta delta() {
    if (changes == null) {
      changes = epoch.delta(arrangement);
    }
    return changes;
  }
}
