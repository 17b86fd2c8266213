// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a remembered step put out for each row, on disk. One thread only.
 *
 * <p>Two arrangements: each row with a number of its own, whose weight is how often the row is
 * there; and under the number, since rows may be long and their outputs many, each output of one
 * occurrence with how often it was put out. Where outputs only come and go with their row, they are
 * in {@link KeptChunks} instead.
 */
final class KeptOutputs {
  /** What comes after the name of the node in that of the arrangement of outputs. */
  private static final String OUTPUTS = "/outputs";

  /** What comes after it in that of the arrangement of chunks. */
  private static final String CHUNKS = "/chunks";

  private static final int NUMBER_BYTES = Long.BYTES + Short.BYTES + Long.BYTES;

  private final String id;
  private final Epoch epoch;
  private final int worker;
  private final SeekableCursor rows;
  private final SeekableCursor outputs;
  private final boolean comeAndGo;
  private final KeptChunks chunks;
  private @Nullable Delta rowChanges;
  private @Nullable Delta outputChanges;
  private byte[] number = {};
  private long count;
  private long numbers;

  KeptOutputs(MemoNode node, Epoch epoch, int worker) {
    this.epoch = epoch;
    this.worker = worker;
    id = node.id();
    rows = rows(node, epoch);
    outputs = epoch.reader(id + OUTPUTS);
    comeAndGo = !node.changesOutputs();
    chunks = new KeptChunks(id + CHUNKS, epoch);
  }

  /** Returns a cursor over the rows that a node remembers. */
  static SeekableCursor rows(MemoNode node, Epoch epoch) {
    return epoch.reader(node.id());
  }

  /** Looks for a row as it was in the last epoch; one that was not there gets a new number. */
  void find(byte[] row) throws IOException {
    boolean isKnown = rows.seek(row) && rows.nextValue();
    number = isKnown ? rows.value() : newNumber();
    count = isKnown ? rows.weight() : 0;
  }

  /** Returns the number of the row that was looked for; nobody changes the array. */
  byte[] number() {
    return number;
  }

  /** Returns how often the row was there in the last epoch. */
  long count() {
    return count;
  }

  private byte[] newNumber() {
    return ByteBuffer.allocate(NUMBER_BYTES)
        .putLong(epoch.number())
        .putShort((short) worker)
        .putLong(numbers++)
        .array();
  }

  /** Changes how often a row is there. */
  void changeRow(byte[] row, byte[] number, long change) throws IOException {
    rowDelta().add(row, number, change);
  }

  /** Changes how often an output is put out for an occurrence of a row, which stays. */
  void changeOutput(byte[] number, byte[] output, long change) throws IOException {
    outputDelta().add(number, output, change);
  }

  /** Adds an output of a row that is new. */
  void addOutput(byte[] number, byte[] output) throws IOException {
    if (comeAndGo) {
      chunks.add(number, output);
    } else {
      changeOutput(number, output, 1);
    }
  }

  /** Says that all outputs of a row that is new were added. */
  void endOutputs(byte[] number) throws IOException {
    if (comeAndGo) {
      chunks.end(number);
    }
  }

  /** Takes outputs of one occurrence of a row. */
  @FunctionalInterface
  interface Outputs {
    /** Takes the bytes of an output, and how often it was put out. */
    void take(byte[] output, long times) throws IOException;
  }

  /** Hands over all outputs of a row as of the last epoch, and forgets them if asked to. */
  void eachOutput(byte[] number, boolean forget, Outputs taker) throws IOException {
    if (comeAndGo) {
      chunks.each(number, forget, output -> taker.take(output, 1));
      return;
    }
    for (PairCursor made = outputs(number); made.nextKey(); ) {
      while (made.nextValue()) {
        if (forget) {
          changeOutput(number, made.value(), -made.weight());
        }
        taker.take(made.value(), made.weight());
      }
    }
  }

  /**
   * Returns a cursor over the outputs of a row that do not only come and go with it, before the
   * first; good until the next call.
   */
  PairCursor outputs(byte[] number) throws IOException {
    return PairCursor.ofKey(number, List.of(outputs));
  }

  /** Seals what was changed. */
  void seal() throws IOException {
    rowDelta().seal();
    outputDelta().seal();
    chunks.seal();
  }

  private Delta rowDelta() {
    if (rowChanges == null) {
      rowChanges = epoch.delta(id);
    }
    return rowChanges;
  }

  private Delta outputDelta() {
    if (outputChanges == null) {
      outputChanges = epoch.delta(id + OUTPUTS);
    }
    return outputChanges;
  }
}
