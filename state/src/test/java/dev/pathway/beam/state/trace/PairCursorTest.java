// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairCursorTest {
  @TempDir Path base;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new StoreFixture(base);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void merged_none_isEmpty() throws IOException {
    assertThat(PairCursor.merged(List.of()).nextKey()).isFalse();
  }

  @Test
  void merged_severalCursors_isTheirSumWithoutZeros() throws IOException {
    PairCursor merged =
        PairCursor.merged(
            List.of(
                fixture.delta(1, "a=1", "b=1", "c=1", "c=2").cursor(),
                fixture.delta(-1, "b=1", "c=2").cursor(),
                fixture.delta(2, "a=1", "c=3", "d=1").cursor()));

    assertThat(StoreFixture.read(merged)).containsExactly("a=1*3", "c=1*1", "c=3*2", "d=1*2");
  }

  @Test
  void negated_addedToItself_leavesNothing() throws IOException {
    Delta delta = fixture.delta(2, "a=1", "b=1", "b=2");

    assertThat(StoreFixture.read(PairCursor.negated(delta.cursor())))
        .containsExactly("a=1*-2", "b=1*-2", "b=2*-2");
    assertThat(
            PairCursor.merged(List.of(delta.cursor(), PairCursor.negated(delta.cursor())))
                .nextKey())
        .isFalse();
  }

  @Test
  void nextKey_valuesLeft_passesThemOver() throws IOException {
    fixture.commit("a=1", "a=2", "b=1", "b=2");
    fixture.commit("a=3", "b=3");
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      assertPassesOver(reader);
    }
    assertPassesOver(fixture.delta(1, "a=1", "a=2", "b=1").cursor());
  }

  private static void assertPassesOver(PairCursor cursor) throws IOException {
    assertThat(cursor.nextKey()).isTrue();
    assertThat(cursor.nextValue()).isTrue();
    byte[] key = cursor.key();
    byte[] value = cursor.value();
    assertThat(cursor.nextKey()).isTrue();
    assertThat(cursor.key()).containsExactly('b');
    assertThat(cursor.nextValue()).isTrue();
    assertThat(cursor.value()).containsExactly('1');
    assertThat(cursor.nextKey()).isFalse();
    assertThat(key).containsExactly('a');
    assertThat(value).containsExactly('1');
  }

  @Test
  void key_atNone_throws() throws IOException {
    fixture.commit("a=1");
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      assertStates(reader);
      assertThat(reader.seek(new byte[] {'b'})).isFalse();
      assertThatThrownBy(reader::key).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(reader::nextValue).isInstanceOf(IllegalStateException.class);
      assertThat(reader.seek(new byte[] {'a'})).isTrue();
      assertThatThrownBy(reader::value).isInstanceOf(IllegalStateException.class);
    }
    assertStates(fixture.delta(1, "a=1").cursor());
    assertStates(PairCursor.merged(List.of(fixture.delta(1, "a=1").cursor())));
  }

  private static void assertStates(PairCursor cursor) throws IOException {
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::nextValue).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.nextKey()).isTrue();
    assertThatThrownBy(cursor::weight).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.nextValue()).isTrue();
    assertThat(cursor.weight()).isEqualTo(1);
    assertThat(cursor.nextValue()).isFalse();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.nextKey()).isFalse();
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
  }
}
