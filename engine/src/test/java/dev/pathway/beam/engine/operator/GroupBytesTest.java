// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.TraceStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupBytesTest {
  /** In their order. */
  private static final byte[][] BYTES = {
    {}, {0}, {0, 0}, {0, 1, 2, 3, 4}, {1}, {1, 0}, {1, 1}, {2}, {2, 0}, {127}, {-1}, {-1, -1}
  };

  private static final byte[] HASH = GroupBytes.hashValue(new byte[] {1, 2, 3, 4});

  @Test
  void value_anyBytes_areGivenBackInTheirOrder() {
    List<byte[]> values = new ArrayList<>();
    for (byte[] bytes : BYTES) {
      byte[] value = GroupBytes.value(bytes);
      values.add(value);

      assertThat(Arrays.copyOfRange(value, GroupBytes.start(value), value.length)).isEqualTo(bytes);
    }
    assertThat(values).isSortedAccordingTo(Arrays::compareUnsigned).doesNotContain(HASH);
    assertThat(Arrays.compareUnsigned(HASH, values.get(0))).isNegative();
  }

  @Test
  void withoutHashes_groups_haveTheirValuesAndNoHash(@TempDir Path folder) throws Exception {
    try (TraceStore store =
        TraceStore.open(
            folder,
            new MemoryBudget(1 << 20),
            () -> {
              throw new AssertionError("nothing is spilled");
            })) {
      Delta delta = store.delta("groups");
      for (byte[] bytes : BYTES) {
        delta.add(new byte[] {1}, GroupBytes.value(bytes), 1);
      }
      delta.add(new byte[] {1}, HASH, 99);
      delta.add(new byte[] {2}, HASH, 98);
      delta.add(new byte[] {3}, GroupBytes.value(new byte[0]), 2);
      PairCursor groups = GroupBytes.withoutHashes(delta.seal());

      assertThat(groups.nextKey()).isTrue();
      int values = 0;
      while (groups.nextValue()) {
        assertThat(groups.value()).isEqualTo(GroupBytes.value(BYTES[values++]));
      }
      assertThat(values).isEqualTo(BYTES.length);
      assertThat(groups.nextKey()).as("a key with a hash only is no group").isTrue();
      assertThat(groups.key()).containsExactly(3);
      assertThat(groups.nextValue()).isTrue();
      assertThat(groups.weight()).isEqualTo(2);
      assertThat(groups.nextValue()).isFalse();
      assertThat(groups.nextKey()).isFalse();
    }
  }
}
