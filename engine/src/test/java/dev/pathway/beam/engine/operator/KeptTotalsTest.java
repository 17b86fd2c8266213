// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.TraceStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums of numbers by key, over epochs. */
final class KeptTotalsTest {
  @TempDir Path folder;

  private TraceStore store() throws Exception {
    return TraceStore.open(
        folder,
        new MemoryBudget(1 << 20),
        () -> {
          throw new IllegalStateException("nothing is spilled");
        });
  }

  /** Returns how sums change in an epoch in which so many of a number come or go. */
  private static List<String> epoch(TraceStore store, String key, long number, int diff)
      throws Exception {
    List<String> changes = new ArrayList<>();
    try (Epoch epoch = new Epoch(store)) {
      KeptTotals totals =
          new KeptTotals(
              "my sum",
              "sums",
              new Sum().total(),
              epoch,
              new GroupKeys(new PairKeys(), Windowing.GLOBAL),
              epoch.delta("sums"));
      totals.add(key, number, 0, diff);
      totals.seal(
          (tableKey, before, markBefore, after, mark) ->
              changes.add(tableKey + ": " + before + " -> " + after));
      epoch.commit();
    }
    return changes;
  }

  @Test
  void seal_allNumbersTakenBack_groupIsGone() throws Exception {
    try (TraceStore store = store()) {
      assertThat(epoch(store, "a", -5_000_000_000L, 2)).containsExactly("a: null -> -10000000000");
      assertThat(epoch(store, "a", -5_000_000_000L, -1))
          .containsExactly("a: -10000000000 -> -5000000000");
      assertThat(epoch(store, "a", -5_000_000_000L, -1)).containsExactly("a: -5000000000 -> null");
      assertThat(epoch(store, "a", 1, 1)).containsExactly("a: null -> 1");
    }
  }

  @Test
  void seal_asManyOtherNumbersTakenBack_throws() throws Exception {
    try (TraceStore store = store()) {
      epoch(store, "my key", 7, 1);

      assertThatThrownBy(() -> epoch(store, "my key", 5, -1))
          .hasMessageContaining("'my sum'")
          .hasMessageContaining("my key")
          .hasMessageContaining("differ by 2)")
          .hasMessageContaining("Nothing was written")
          .hasMessageContaining("@NonDeterministic");
      assertThat(store.epoch()).isEqualTo(1);
    }
  }
}
