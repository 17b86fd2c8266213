// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Keeps what a stage puts out. */
final class RecordingHost implements StageHost {
  private final List<Frame> frames;
  private final LongSupplier nanos;
  private final List<Long> marks = new ArrayList<>();

  RecordingHost(List<Frame> frames, LongSupplier nanos) {
    this.frames = frames;
    this.nanos = nanos;
  }

  @Override
  public void emit(int ordinal, Frame frame) {
    frames.add(frame);
  }

  @Override
  public void mark(int ordinal, long watermark) {
    marks.add(watermark);
  }

  List<Long> marks() {
    return marks;
  }

  @Override
  public void joinRound() {}

  @Override
  public void pause(long until) {
    Thread.onSpinWait();
  }

  @Override
  public long nanoTime() {
    return nanos.getAsLong();
  }
}
