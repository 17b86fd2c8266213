// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that nobody reads, from epoch to epoch. */
final class KeptViewOperatorTest {
  private static final ViewNode VIEW =
      new ViewNode("node", "my view", List.of("in"), "view", new Values());

  @TempDir private Path folder;

  private final MemoryBudget memory = new MemoryBudget(1 << 28);
  private TraceStore store;

  private record Values() implements ViewModel {
    @Override
    public WindowModel windows() {
      return Windowing.AT_END;
    }

    @Override
    public @Nullable KeyModel keys() {
      return null;
    }

    @Override
    public Codec<Object> valueCodec() {
      return PlainCodec.codec();
    }
  }

  /** A value in a window. */
  private record Cell(int window, String value) {}

  private static SpillDirectory noSpill() {
    throw new IllegalStateException("nothing is spilled");
  }

  @BeforeEach
  void open() throws IOException {
    store = TraceStore.open(folder, memory, KeptViewOperatorTest::noSpill);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void epoch(Map<Cell, Integer> changes) throws Exception {
    try (Epoch epoch = new Epoch(store)) {
      Job job =
          new Job("id", "job", Runs.settings(1), memory, KeptViewOperatorTest::noSpill, epoch);
      KeptViewOperator view = new KeptViewOperator(VIEW, job);
      FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
      for (Map.Entry<Cell, Integer> each : changes.entrySet()) {
        Cell cell = each.getKey();
        List<Window> windows = List.of(new Window(cell.window(), cell.window() + 1));
        if (builder.append(cell.value(), 0, windows, null, null, each.getValue())) {
          view.frame(builder.build());
        }
      }
      if (!builder.isEmpty()) {
        view.frame(builder.build());
      }
      view.seal(0);
      epoch.commit();
    }
  }

  @Test
  void seal_randomChanges_throwsIfAValueIsThereLessThanNoTimes() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    Map<Cell, Integer> counts = new HashMap<>();
    int refused = 0;
    for (int round = 0; round < 200; round++) {
      Map<Cell, Integer> changes = new HashMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        changes.put(
            new Cell(random.nextInt(3), "v" + random.nextInt(12)), random.nextInt(4) < 3 ? 1 : -1);
      }
      Map<Cell, Integer> sum = new HashMap<>(counts);
      changes.forEach((cell, change) -> sum.merge(cell, change, Integer::sum));
      if (sum.values().stream().allMatch(count -> count >= 0)) {
        assertThatCode(() -> epoch(changes)).as("round %s", round).doesNotThrowAnyException();
        counts = sum;
      } else {
        assertThatThrownBy(() -> epoch(changes))
            .as("round %s", round)
            .hasMessageContaining("'my view'")
            .hasMessageContaining("more often than it was there");
        refused++;
      }
    }
    assertThat(refused).isBetween(10, 190);
  }

  @Test
  void seal_oneValueTakenBack_readsNoFurther() throws Exception {
    int values = 200_000;
    Map<Cell, Integer> all = new HashMap<>();
    for (int i = 0; i < values; i++) {
      all.put(new Cell(0, String.valueOf(values + i)), 1);
    }
    epoch(all);
    Map<Cell, Integer> change = Map.of(new Cell(0, String.valueOf(values + 3)), -1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    epoch(change);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10L * values);
  }
}
