// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames set aside, in memory while it lasts and then on disk, to be taken up again in the same
 * order. One thread only.
 */
final class FrameBuffer implements AutoCloseable {
  private static final byte[] NO_KEY = new byte[0];
  private static final long ROW_OVERHEAD_BYTES = 24;

  /** Takes rows that were on disk. */
  interface ElementConsumer {
    /** Takes an element and its diff. */
    void accept(Object element, int diff);
  }

  /** A frame in memory and what it was charged. */
  private record Held(Frame frame, long bytes) {}

  private final RowModel rows;
  private final CollectionSpec collection;
  private final Weigher weigher;
  private final JobContext job;
  private final MemoryAccount account;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Queue<Held> inMemory = new ArrayDeque<>();
  private @Nullable Codec<Object> codec;
  private @Nullable SegmentWriter writer;
  private @Nullable Segment segment;

  FrameBuffer(RowModel rows, CollectionSpec collection, JobContext job) {
    this.rows = rows;
    this.collection = collection;
    weigher = collection.weigher();
    this.job = job;
    account = job.memory().openAccount();
  }

  /** Sets a frame aside. */
  void add(Frame frame) throws IOException {
    if (writer == null) {
      long bytes = weigh(frame);
      if (account.tryCharge(bytes)) {
        inMemory.add(new Held(frame, bytes));
        return;
      }
      writer = SegmentWriter.create(job.spill().get().newFile("held-input"));
    }
    write(frame, writer, codec());
  }

  private Codec<Object> codec() {
    if (codec == null) {
      codec = collection.elementCodec().create();
    }
    return codec;
  }

  private long weigh(Frame frame) {
    long bytes = 0;
    for (int row = 0; row < frame.size(); row++) {
      bytes += weigher.weigh(frame.value(row)) + ROW_OVERHEAD_BYTES;
    }
    return bytes;
  }

  private void write(Frame frame, SegmentWriter to, Codec<Object> elements) throws IOException {
    for (int row = 0; row < frame.size(); row++) {
      buffer.clear();
      buffer.encode(BasicCodecs.integers(), frame.diff(row));
      buffer.encode(
          elements,
          rows.element(
              frame.value(row),
              frame.timestamp(row),
              frame.windows(row),
              frame.pane(row),
              frame.extras(row)));
      to.append(NO_KEY, 0, 0, buffer.size());
      buffer.writeTo(to::write);
    }
  }

  /** Hands out everything set aside, in the order in which it came, and becomes empty. */
  void drain(Consumer<Frame> frames, ElementConsumer elements) throws IOException {
    for (Held held = inMemory.poll(); held != null; held = inMemory.poll()) {
      account.release(held.bytes);
      frames.accept(held.frame);
    }
    account.releaseAll();
    SegmentWriter written = writer;
    if (written == null) {
      return;
    }
    Segment spilled = written.finish();
    segment = spilled;
    writer = null;
    SegmentReader reader = spilled.read();
    while (reader.next()) {
      InputStream in = reader.payload().open();
      int diff = BasicCodecs.integers().decode(in);
      elements.accept(codec().decode(in), diff);
    }
    free();
  }

  private void free() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
    }
    Segment done = segment;
    if (done != null) {
      segment = null;
      done.close();
      Files.deleteIfExists(done.path());
    }
  }

  @Override
  public void close() throws IOException {
    inMemory.clear();
    account.close();
    free();
  }
}
