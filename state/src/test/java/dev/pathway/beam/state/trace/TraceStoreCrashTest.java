// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceStoreCrashTest {
  private static final int KILLS = 8;
  private static final int MAX_DELAY_MICROS = 60_000;

  @TempDir Path base;

  @Test
  void open_processKilledAtAnyTime_isAtTheEpochOfItsManifest() throws Exception {
    SplittableRandom random = new SplittableRandom();
    PairOracle oracle = new PairOracle();
    long epoch = 0;
    for (int i = 0; i < KILLS; i++) {
      long acknowledged;
      try (StoreProcess process = StoreProcess.start(directory(), spill())) {
        long commit = process.nextCommit();
        // A kill is to hit any moment; what it must leave does not depend on it.
        LockSupport.parkNanos(1000L * random.nextInt(MAX_DELAY_MICROS));
        acknowledged = process.kill(commit);
      }
      try (SpillDirectory spill = SpillDirectory.open(spill());
          TraceStore store = open(spill)) {
        assertThat(store.epoch()).isBetween(acknowledged, acknowledged + 1);
        assertThat(store.metadata()).asString(UTF_8).isEqualTo(Long.toString(store.epoch()));
        assertThat(store.verify()).isEmpty();
        for (; epoch < store.epoch(); epoch++) {
          StoreProcess.update(epoch + 1, (key, value, weight) -> add(oracle, key, value, weight));
        }
        try (Snapshot snapshot = store.snapshot()) {
          TraceReader reader = snapshot.reader(StoreProcess.NAME);
          oracle.assertReads(reader);
        }
      }
    }
    assertThat(epoch).isGreaterThanOrEqualTo(KILLS);
  }

  @Test
  void open_openInAnotherProcess_isRefusedUntilThatIsKilled() throws Exception {
    try (StoreProcess process = StoreProcess.start(directory(), spill());
        SpillDirectory spill = SpillDirectory.open(spill())) {
      process.nextCommit();

      assertThatThrownBy(() -> open(spill))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory().toString())
          .hasMessageContaining("wait for that job to end");

      process.kill(0);
      open(spill).close();
    }
  }

  private static void add(PairOracle oracle, byte[] key, byte[] value, long weight) {
    if (weight != 0) {
      oracle.add(key, value, weight);
    }
  }

  private TraceStore open(SpillDirectory spill) throws IOException {
    return TraceStore.open(directory(), new MemoryBudget(1 << 20), () -> spill);
  }

  private Path directory() {
    return base.resolve("store");
  }

  private Path spill() {
    return base.resolve("spill");
  }
}
