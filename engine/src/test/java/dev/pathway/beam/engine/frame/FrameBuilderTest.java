// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameBuilderTest {
  private static final Weigher LIGHT = Weigher.constant(1);

  private record Appended(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras,
      int diff) {}

  private static boolean append(FrameBuilder builder, Object value) {
    return builder.append(value, 0, null, null, null, 1);
  }

  @Test
  void append_manyRows_isFullAtTheLimit() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    for (int row = 1; row < FrameBuilder.MAX_ROWS; row++) {
      assertThat(append(builder, row)).isFalse();
    }

    assertThat(append(builder, "last")).isTrue();

    Frame frame = builder.build();
    assertThat(frame.size()).isEqualTo(FrameBuilder.MAX_ROWS);
    assertThat(frame.value(FrameBuilder.MAX_ROWS - 1)).isEqualTo("last");
  }

  @Test
  void append_heavyRows_isFullAtTheLimitOfBytes() {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(FrameBuilder.MAX_BYTES / 2));

    assertThat(append(builder, "a")).isFalse();
    assertThat(append(builder, "b")).isTrue();

    builder.build();
    assertThat(append(builder, "c")).isFalse();
  }

  @Test
  void maxBytes_isLessForASmallHeapOrManyWorkers() {
    assertThat(FrameBuilder.maxBytes(4L << 30, 2)).isEqualTo(256 << 10);
    assertThat(FrameBuilder.maxBytes(80 << 20, 2)).isEqualTo(80 << 10);
    assertThat(FrameBuilder.maxBytes(4L << 30, 16)).isEqualTo(64 << 10);
    assertThat(FrameBuilder.maxBytes(64 << 20, 16)).isEqualTo(16 << 10);
  }

  @Test
  void appendKeyed_longEncodedIdentities_count() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    EncodedIdentity identity = new EncodedIdentity(new byte[(int) FrameBuilder.MAX_BYTES / 2]);

    assertThat(builder.appendKeyed(identity, "a", 0, null, null, null, 1)).isFalse();
    assertThat(builder.appendKeyed(identity, "b", 0, null, null, null, 1)).isTrue();
  }

  @Test
  void build_plainRows_hasDefaults() {
    FrameBuilder builder = new FrameBuilder(7, LIGHT);
    builder.epoch(3);
    builder.append(null, 42, null, null, null, 1);

    Frame frame = builder.build();

    assertThat(frame.partition()).isEqualTo(7);
    assertThat(frame.epoch()).isEqualTo(3);
    assertThat(frame.value(0)).isNull();
    assertThat(frame.timestamp(0)).isEqualTo(42);
    assertThat(frame.windows(0)).isNull();
    assertThat(frame.pane(0)).isNull();
    assertThat(frame.extras(0)).isNull();
    assertThat(frame.diff(0)).isEqualTo(1);
    assertThatThrownBy(() -> frame.identity(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void build_withoutRows_throws() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);

    assertThat(builder.isEmpty()).isTrue();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void build_twice_sharesNothing() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    builder.append("a", 1, "w", "p", "e", -1);
    Frame first = builder.build();
    append(builder, "b");
    Frame second = builder.build();

    assertThat(first.value(0)).isEqualTo("a");
    assertThat(first.diff(0)).isEqualTo(-1);
    assertThat(second.value(0)).isEqualTo("b");
    assertThat(second.windows(0)).isNull();
    assertThat(second.diff(0)).isEqualTo(1);
  }

  @Test
  void epoch_withRowsWaiting_throws() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    append(builder, "a");

    assertThatThrownBy(() -> builder.epoch(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void appendKeyed_manyRows_keepsIdentities() {
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    for (int row = 0; row < FrameBuilder.MAX_ROWS; row++) {
      builder.appendKeyed("key" + row, row, row, null, null, null, 1);
    }

    Frame frame = builder.build();

    for (int row = 0; row < FrameBuilder.MAX_ROWS; row++) {
      assertThat(frame.identity(row)).isEqualTo("key" + row);
      assertThat(frame.value(row)).isEqualTo(row);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void build_randomRows_readsBackWhatWasAppended(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FrameBuilder builder = new FrameBuilder(0, LIGHT);
    for (int frames = 0; frames < 20; frames++) {
      List<Appended> appended = new ArrayList<>();
      int size = random.nextInt(1, random.nextBoolean() ? 10 : FrameBuilder.MAX_ROWS + 1);
      for (int row = 0; row < size; row++) {
        Appended next = random(random);
        appended.add(next);
        builder.append(next.value, next.timestamp, next.windows, next.pane, next.extras, next.diff);
      }

      Frame frame = builder.build();

      List<Appended> read = new ArrayList<>();
      for (int row = 0; row < frame.size(); row++) {
        int diff = frame.diff(row);
        frame.unpack(
            row,
            (value, timestamp, windows, pane, extras) ->
                read.add(new Appended(value, timestamp, windows, pane, extras, diff)));
      }
      assertThat(read).isEqualTo(appended);
    }
  }

  private static Appended random(SplittableRandom random) {
    return new Appended(
        random.nextInt(10) == 0 ? null : random.nextInt(),
        random.nextLong(),
        random.nextInt(50) == 0 ? "windows" : null,
        random.nextInt(50) == 0 ? "pane" : null,
        random.nextInt(50) == 0 ? "extras" : null,
        random.nextInt(50) == 0 ? random.nextInt(-3, 4) : 1);
  }
}
