// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.operator.KeptGroups.KeptGroup;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that are kept from epoch to epoch. */
final class KeptGroupsTest {
  private static final long GROUPS = 500;
  private static final String LONG_TEXT = "x".repeat(60_000);

  private static KeptGroups groups(Epoch epoch) {
    return new KeptGroups(
        "name",
        "groups",
        epoch,
        new GroupKeys(new PairKeys(), Windowing.GLOBAL),
        PlainCodec.codec(),
        false,
        epoch.delta("groups"),
        new GroupHashes(List.of(), "groups", false, epoch));
  }

  private static List<@Nullable Object> payloads(KeptGroup group) {
    List<@Nullable Object> payloads = new ArrayList<>();
    group.forEach(payloads::add);
    return payloads;
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void addToEach(KeptGroups groups, String payload) throws IOException {
    for (long key = 0; key < GROUPS; key++) {
      groups.add(key, payload, 0, 1);
    }
  }

  @Test
  void groups_handedOn_takeNoMemoryAndCanBeRead(@TempDir Path folder) throws Exception {
    try (TraceStore store =
        TraceStore.open(
            folder,
            new MemoryBudget(1 << 27),
            () -> {
              throw new IllegalStateException("nothing is spilled");
            })) {
      try (Epoch epoch = new Epoch(store)) {
        KeptGroups groups = groups(epoch);
        addToEach(groups, LONG_TEXT);
        groups.change((tableKey, before, after) -> {});
        groups.seal();
        epoch.commit();
      }
      List<KeptGroup> handedOn = new ArrayList<>();
      try (Epoch epoch = new Epoch(store)) {
        KeptGroups groups = groups(epoch);
        addToEach(groups, "a");
        long usedBefore = usedBytes();

        groups.change(
            (tableKey, before, after) -> {
              handedOn.add(before);
              handedOn.add(after);
            });
        KeptGroups unchanged = groups(epoch);
        unchanged.change((tableKey, before, after) -> {});
        unchanged.rest(tableKey -> true, (tableKey, group) -> handedOn.add(group));

        assertThat(usedBytes() - usedBefore).isLessThan(GROUPS * LONG_TEXT.length() / 4);
        assertThat(handedOn).hasSize((int) (3 * GROUPS));
        assertThat(payloads(handedOn.get(0))).containsExactly(LONG_TEXT);
        assertThat(payloads(handedOn.get(1))).containsExactly("a", LONG_TEXT);
        assertThat(payloads(handedOn.get(handedOn.size() - 1))).containsExactly(LONG_TEXT);
      }
    }
  }
}
