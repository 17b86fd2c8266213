// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FrameBufferTest {
  private static final long ROW_BYTES = 1000;

  private record Drained(Object element, int diff) {}

  private final PlainRows rows = new PlainRows();
  private final List<Drained> drained = new ArrayList<>();
  @TempDir private Path base;
  private SpillDirectory spill;

  @BeforeEach
  void open() throws IOException {
    spill = SpillDirectory.open(base);
  }

  @AfterEach
  void close() throws IOException {
    spill.close();
  }

  private FrameBuffer buffer(MemoryBudget memory) {
    return buffer(rows, memory);
  }

  private FrameBuffer buffer(RowModel model, MemoryBudget memory) {
    Job job = new Job("id", "job", JobSettings.batch(1), memory, () -> spill);
    CollectionSpec collection =
        new CollectionSpec("c", "c", PlainCodec::codec, Weigher.constant(ROW_BYTES));
    return new FrameBuffer(model, collection, job);
  }

  private static Frame frame(long from, long to) {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    for (long value = from; value < to; value++) {
      List<Window> windows = value % 3 == 0 ? List.of(new Window(value, value + 10)) : null;
      builder.append(value, value, windows, null, null, value % 5 == 0 ? -1 : 1);
    }
    return builder.build();
  }

  private static List<Drained> expected(long from, long to) {
    List<Drained> all = new ArrayList<>();
    for (long value = from; value < to; value++) {
      List<Window> windows = value % 3 == 0 ? List.of(new Window(value, value + 10)) : null;
      all.add(new Drained(new Row(value, value, windows), value % 5 == 0 ? -1 : 1));
    }
    return all;
  }

  private void drain(FrameBuffer buffer) throws IOException {
    buffer.drain(
        frame -> {
          for (int row = 0; row < frame.size(); row++) {
            int diff = frame.diff(row);
            frame.unpack(
                row,
                (value, timestamp, windows, pane, extras) ->
                    drained.add(
                        new Drained(rows.element(value, timestamp, windows, pane, extras), diff)));
          }
        },
        (element, diff) -> drained.add(new Drained(element, diff)));
  }

  private List<Path> files() {
    try (var all = Files.list(spill.path())) {
      return all.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void drain_withMemory_handsOutFramesInOrderAndGivesMemoryBack() throws IOException {
    MemoryBudget memory = new MemoryBudget(1 << 24);
    try (FrameBuffer buffer = buffer(memory)) {
      buffer.add(frame(0, 100));
      buffer.add(frame(100, 150));
      assertThat(memory.usedBytes()).isGreaterThanOrEqualTo(150 * ROW_BYTES);
      assertThat(files()).isEmpty();

      drain(buffer);

      assertThat(drained).isEqualTo(expected(0, 150));
      assertThat(memory.usedBytes()).isZero();
    }
  }

  @Test
  void drain_beyondMemory_keepsTheOrderAndDeletesItsFile() throws IOException {
    MemoryBudget memory = new MemoryBudget(150 * ROW_BYTES, 0);
    try (FrameBuffer buffer = buffer(memory)) {
      for (long from = 0; from < 1000; from += 100) {
        buffer.add(frame(from, from + 100));
      }
      assertThat(files()).hasSize(1);

      drain(buffer);

      assertThat(drained).isEqualTo(expected(0, 1000));
      assertThat(memory.usedBytes()).isZero();
      assertThat(files()).isEmpty();
    }
  }

  /** Elements are rows of text and extras. */
  private static final class ExtrasRows implements RowModel {
    @Override
    public Object element(
        @Nullable Object value,
        long timestamp,
        @Nullable Object windows,
        @Nullable Object pane,
        @Nullable Object extras) {
      return new Pair(value, extras);
    }

    @Override
    public void unpack(Object element, RowSink sink) {
      sink.accept(((Pair) element).key(), 0, null, null, ((Pair) element).value());
    }
  }

  @Test
  void drain_beyondMemory_keepsWhatTheFrontEndAttached() throws IOException {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.append("a", 0, null, null, "id of a", 1);
    builder.append("b", 0, null, null, null, 1);
    try (FrameBuffer buffer = buffer(new ExtrasRows(), new MemoryBudget(0, 0))) {
      buffer.add(builder.build());

      drain(buffer);
    }

    assertThat(drained)
        .containsExactly(
            new Drained(new Pair("a", "id of a"), 1), new Drained(new Pair("b", null), 1));
  }

  @Test
  void drain_again_handsOutWhatCameSince() throws IOException {
    try (FrameBuffer buffer = buffer(new MemoryBudget(0, 0))) {
      buffer.add(frame(0, 10));
      drain(buffer);
      buffer.add(frame(10, 20));

      drain(buffer);

      assertThat(drained).isEqualTo(expected(0, 20));
    }
  }

  @Test
  void drain_empty_handsOutNothing() throws IOException {
    try (FrameBuffer buffer = buffer(new MemoryBudget(0, 0))) {
      drain(buffer);

      assertThat(drained).isEmpty();
    }
  }

  @Test
  void close_withRowsOnDisk_deletesTheFile() throws IOException {
    MemoryBudget memory = new MemoryBudget(0, 0);
    FrameBuffer buffer = buffer(memory);
    buffer.add(frame(0, 10));

    buffer.close();

    assertThat(files()).isEmpty();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void close_whileDraining_deletesTheFile() throws IOException {
    FrameBuffer buffer = buffer(new MemoryBudget(0, 0));
    buffer.add(frame(0, 10));
    try {
      buffer.drain(
          frame -> {},
          (element, diff) -> {
            throw new IllegalStateException("no more");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("no more");
    }

    buffer.close();

    assertThat(files()).isEmpty();
  }
}
