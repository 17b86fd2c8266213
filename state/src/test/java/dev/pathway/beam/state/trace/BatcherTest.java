// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatcherTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  private final Batcher batcher = new Batcher();

  @Test
  void seal_nothing_isEmptyBatch() {
    Batch batch = batcher.seal(3, 5, 3);

    assertThat(batch.cursor().keyValid()).isFalse();
    assertThat(batch.keys()).isZero();
    assertThat(batch.updates()).isZero();
    assertThat(batch.lower()).isEqualTo(3);
    assertThat(batch.upper()).isEqualTo(5);
  }

  @Test
  void seal_twice_startsEmptyAgain() {
    batcher.add(KEY, VALUE, 0, 1);
    batcher.seal(0, 1, 0);

    assertThat(batcher.seal(1, 2, 1).updates()).isZero();
  }

  @Test
  void seal_updatesThatCancel_dropsTheirKey() {
    batcher.add(KEY, VALUE, 0, 1);
    batcher.add(KEY, VALUE, 1, -1);

    assertThat(batcher.seal(0, 2, 1).keys()).isZero();
  }

  @Test
  void seal_updateBeforeLower_throws() {
    batcher.add(KEY, VALUE, 2, 1);

    assertThatThrownBy(() -> batcher.seal(3, 5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An update at time 2 is outside [3, 5)");
  }

  @Test
  void seal_updateAtUpper_throws() {
    batcher.add(KEY, VALUE, 5, 1);

    assertThatThrownBy(() -> batcher.seal(3, 5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An update at time 5 is outside [3, 5)");
  }

  @Test
  void seal_lowerAfterUpper_throws() {
    assertThatThrownBy(() -> batcher.seal(5, 3, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
