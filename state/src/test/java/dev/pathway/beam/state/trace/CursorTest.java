// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class CursorTest {
  private final Cursor cursor = batch().cursor();

  private static Batch batch() {
    Batcher batcher = new Batcher();
    batcher.add(new byte[] {}, new byte[] {9}, 0, 1);
    batcher.add(new byte[] {1}, new byte[] {}, 0, 1);
    batcher.add(new byte[] {1}, new byte[] {7}, 0, 1);
    batcher.add(new byte[] {1}, new byte[] {7}, 2, -1);
    batcher.add(new byte[] {-1}, new byte[] {8}, 1, 5);
    return batcher.seal(0, 3, 0);
  }

  @Test
  void next_allKeysAndValues_comeInUnsignedOrder() {
    assertThat(cursor.key()).isEmpty();
    assertThat(cursor.value()).containsExactly(9);
    cursor.nextValue();
    assertThat(cursor.valueValid()).isFalse();

    cursor.nextKey();
    assertThat(cursor.key()).containsExactly(1);
    assertThat(cursor.value()).isEmpty();
    cursor.nextValue();
    assertThat(cursor.value()).containsExactly(7);
    assertThat(cursor.updates()).isEqualTo(2);
    assertThat(cursor.time(1)).isEqualTo(2);
    assertThat(cursor.diff(1)).isEqualTo(-1);

    cursor.nextKey();
    assertThat(cursor.key()).containsExactly(-1);
    cursor.nextKey();
    assertThat(cursor.keyValid()).isFalse();
    assertThat(cursor.valueValid()).isFalse();
  }

  @Test
  void seekKey_presentKey_isAtItsFirstValue() {
    cursor.seekKey(new byte[] {1});

    assertThat(cursor.key()).containsExactly(1);
    assertThat(cursor.value()).isEmpty();
  }

  @Test
  void seekKey_absentKey_isAtTheNext() {
    cursor.seekKey(new byte[] {1, 0});

    assertThat(cursor.key()).containsExactly(-1);
  }

  @Test
  void seekKey_smallerKey_staysWithItsValue() {
    cursor.nextKey();
    cursor.nextValue();

    cursor.seekKey(new byte[] {0});

    assertThat(cursor.value()).containsExactly(7);
  }

  @Test
  void seekKey_behindTheLast_isInvalid() {
    cursor.seekKey(new byte[] {-1, 0});

    assertThat(cursor.keyValid()).isFalse();
    assertThatThrownBy(cursor::key).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(cursor::value).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(cursor::nextKey).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void time_indexOutside_throws() {
    assertThatThrownBy(() -> cursor.time(1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("update must be within [0, 1): 1");
  }
}
