// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plain.ListSource;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.trace.TraceStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregations of groups so large that they are kept as trees. */
final class LargeGroupTest {
  private static final long INPUTS = 5000;

  private static Plan largestBelow(long end) {
    PlanBuilder plan = new PlanBuilder("large group");
    ListSource source =
        new ListSource(
            LongStream.range(0, end).mapToObj(i -> Row.of(new Pair(i % 2, i))).toList(), 3);
    plan.collect(
        "out",
        plan.largest("largest", Windowing.GLOBAL, plan.diff("diff", plan.source("in", source))));
    return plan.fused();
  }

  @Test
  void submit_epochsThatInsertAndDelete_resultsFollow(@TempDir Path folder) throws Exception {
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"));
        TraceStore store =
            TraceStore.open(folder.resolve("state"), new MemoryBudget(1 << 26), () -> spill)) {
      assertChanges(store, 1, INPUTS, Map.of("0=4998", 1L, "1=4999", 1L));
      assertChanges(store, 2, INPUTS - 1, Map.of("1=4999", -1L, "1=4997", 1L));
      assertChanges(store, 3, INPUTS - 1, Map.of());
      assertChanges(
          store, 1, INPUTS - 3, Map.of("0=4998", -1L, "0=4996", 1L, "1=4997", -1L, "1=4995", 1L));
      assertChanges(
          store, 2, INPUTS, Map.of("0=4996", -1L, "0=4998", 1L, "1=4995", -1L, "1=4999", 1L));
      assertChanges(store, 4, 1, Map.of("0=4998", -1L, "0=0", 1L, "1=4999", -1L));
    }
  }

  private static void assertChanges(
      TraceStore store, int workers, long end, Map<String, Long> expected) throws Exception {
    Map<String, Long> changes = new TreeMap<>();
    Runs.run(largestBelow(end), Runs.settings(workers), new Epoch(store))
        .changes()
        .forEach((row, diff) -> changes.put(row.replaceAll("out: | @.*", ""), diff));

    assertThat(changes).isEqualTo(expected);
  }
}
