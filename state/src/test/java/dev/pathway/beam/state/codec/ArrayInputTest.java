// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArrayInputTest {
  @Test
  void read_fromAnIndex_givesTheRest() throws IOException {
    ArrayInput in = new ArrayInput(new byte[] {1, 2, -3, 4}, 1);

    assertThat(in.read()).isEqualTo(2);
    assertThat(in.readAllBytes()).containsExactly(-3, 4);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.isAtEnd()).isTrue();
  }

  @Test
  void read_emptyArray_isAtEnd() throws IOException {
    assertThat(new ArrayInput(new byte[0]).isAtEnd()).isTrue();
  }
}
