// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.live.LiveSegment.StoredName;
import dev.pathway.beam.state.live.WorkerManifest.StoredLayer;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerManifestTest {
  private static final PartitionSet OWNED = PartitionSet.of(1, 2, 3, 90);

  private static WorkerManifest manifest() {
    return new WorkerManifest(
        7,
        12,
        "A stage, or ü",
        3,
        OWNED,
        List.of(
            new StoredLayer(null, new byte[] {1, 2, 3}, OWNED, 3),
            new StoredLayer(new StoredName("a/b", 1L << 40, -5), null, PartitionSet.of(2), 99)));
  }

  @Test
  void decode_ofEncoded_isTheSame() throws IOException {
    WorkerManifest read = WorkerManifest.decode("name", manifest().encode());
    assertThat(read.attempt()).isEqualTo(7);
    assertThat(read.snapshot()).isEqualTo(12);
    assertThat(read.stage()).isEqualTo("A stage, or ü");
    assertThat(read.worker()).isEqualTo(3);
    assertThat(read.owned().size()).isEqualTo(4);
    assertThat(read.layers()).hasSize(2);
    assertThat(read.layers().get(0).content()).containsExactly(1, 2, 3);
    assertThat(read.layers().get(0).partitions().containsAll(OWNED)).isTrue();
    assertThat(read.layers().get(1).stored()).isEqualTo(new StoredName("a/b", 1L << 40, -5));
    assertThat(read.layers().get(1).partitions().size()).isEqualTo(1);
    assertThat(read.layers().get(1).weightBytes()).isEqualTo(99);
  }

  @Test
  void decode_ofAnythingElse_isDamage() throws IOException {
    byte[] bytes = manifest().encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> WorkerManifest.decode("the-name", part))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining("the-name");
    }
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 16;
      assertThatThrownBy(() -> WorkerManifest.decode("the-name", changed))
          .isInstanceOf(DamagedSegmentException.class);
    }
  }
}
