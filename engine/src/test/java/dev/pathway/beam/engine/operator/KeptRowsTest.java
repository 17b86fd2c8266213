// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeptRowsTest {
  private static final int PARTITIONS = 271;

  private static Partitions partitions(int workers, int self) {
    return new Partitions(
        IntStream.range(0, PARTITIONS).map(partition -> partition % workers).toArray(),
        workers,
        self);
  }

  private static byte[] key(int row) {
    return KeptRows.key(
        new EncodedIdentity(new byte[] {(byte) (row >>> Byte.SIZE), (byte) row}), partitions(1, 0));
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "3, 4", "1000, 1", "1000, 2", "5000, 7"})
  void nextKey_ofAllWorkers_givesEachRowToItsOwner(int rows, int workers, @TempDir Path folder)
      throws IOException {
    try (TraceStore store =
        TraceStore.open(
            folder,
            new MemoryBudget(1 << 26),
            () -> {
              throw new IllegalStateException("nothing is spilled");
            })) {
      Delta delta = store.delta("rows");
      for (int row = 0; row < rows; row++) {
        delta.add(key(row), new byte[0], 1);
      }
      delta.seal();
      store.commit(new byte[0]);
      List<byte[]> found = new ArrayList<>();
      try (Snapshot snapshot = store.snapshot()) {
        for (int self = 0; self < workers; self++) {
          Partitions own = partitions(workers, self);
          KeptRows kept = new KeptRows(snapshot.reader("rows"), own);
          while (kept.nextKey()) {
            assertThat(own.owns((kept.key()[0] << Byte.SIZE) | (kept.key()[1] & 0xFF))).isTrue();
            found.add(kept.key());
          }
        }
      }

      assertThat(found)
          .usingElementComparator(Arrays::compareUnsigned)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, rows).mapToObj(KeptRowsTest::key).toList());
    }
  }
}
