// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSplit;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A split of an unbounded source, its reader once it is open, and how far both have come. */
final class StreamReading {
  private final StreamSplit split;
  private byte @Nullable [] mark;
  private long watermark = EventTime.START;
  private boolean ended;
  private boolean empty;
  private boolean endSaved;
  private boolean marked;
  private @Nullable StreamReader reader;

  StreamReading(StreamSplit split) {
    this.split = split;
  }

  /** Returns the reading of a split from where it was saved. */
  static StreamReading of(StreamSplit split, byte @Nullable [] progress) {
    StreamReading reading = new StreamReading(split);
    if (progress != null) {
      ByteBuffer in = ByteBuffer.wrap(progress);
      reading.ended = in.get() != 0;
      reading.watermark = in.getLong();
      if (in.get() != 0) {
        reading.mark = new byte[in.remaining()];
        in.get(reading.mark);
      }
    }
    return reading;
  }

  /** Returns what {@link #of} goes on from, after the reader was asked where it is. */
  byte[] progress() throws Exception {
    endSaved = ended;
    if (reader != null) {
      byte[] told = reader.mark();
      if (told != null) {
        mark = told;
        marked = true;
      }
    }
    ByteBuffer out =
        ByteBuffer.allocate(Long.BYTES + 2 + (mark == null ? 0 : mark.length))
            .put((byte) (ended ? 1 : 0))
            .putLong(watermark)
            .put((byte) (mark == null ? 0 : 1));
    if (mark != null) {
      out.put(mark);
    }
    return out.array();
  }

  /** Opens the reader. */
  void open(Job job) throws Exception {
    reader = split.open(job, mark);
  }

  private StreamReader reader() {
    return requireNonNull(reader, "reader");
  }

  /** See {@link StreamReader#advance}. */
  boolean advance() throws Exception {
    empty = !reader().advance();
    return !empty;
  }

  /** See {@link StreamReader#element}. */
  Object element() throws Exception {
    return requireNonNull(reader().element(), "element");
  }

  /** Asks the reader how far event time has come, and returns that. */
  long advanceWatermark() throws Exception {
    // It may say less than before where it was opened anew.
    watermark = Math.max(watermark, reader().watermark());
    return watermark;
  }

  /** Returns how far event time had come when the reader was asked. */
  long watermark() {
    return watermark;
  }

  /** Returns whether the reader had nothing when it was asked last. */
  boolean empty() {
    return empty;
  }

  /** Says that no more is read. */
  void end() {
    ended = true;
  }

  /** Returns whether no more is read. */
  boolean ended() {
    return ended;
  }

  /** Returns whether {@link #progress} has told of the end. */
  boolean endSaved() {
    return endSaved;
  }

  /** Tells the reader that all it has read was handed over. */
  void committed() throws Exception {
    reader().committed();
  }

  /** Tells the reader that what it told of itself last was saved. */
  void markCommitted() throws Exception {
    if (marked && reader != null) {
      marked = false;
      reader.markCommitted();
    }
  }

  /** Closes the reader if it is open. */
  void close() throws Exception {
    StreamReader open = reader;
    if (open != null) {
      reader = null;
      open.close();
    }
  }
}
