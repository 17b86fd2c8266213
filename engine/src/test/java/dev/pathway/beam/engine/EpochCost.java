// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plain.ListSource;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.trace.TraceStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How long an epoch of an incremental job of ten stages takes in which nothing changed. Run its
 * main method with the test class path; the arguments are workers, rows of each of the two sources
 * and epochs, 2, 1000 and 200 by default.
 */
final class EpochCost {
  private static final long NANOS_PER_MICRO = 1000;
  private static final long KEYS = 100;

  private EpochCost() {}

  /** Prints the time of an epoch. */
  public static void main(String[] args) throws Exception {
    int workers = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int epochs = args.length > 2 ? Integer.parseInt(args[2]) : 200;
    Path folder = Files.createTempDirectory(Path.of("target"), "epochs");
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"));
        TraceStore store =
            TraceStore.open(folder.resolve("state"), new MemoryBudget(1 << 28), () -> spill)) {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long[] micros = new long[epochs];
      long cpuAtHalf = 0;
      for (int i = 0; i < epochs; i++) {
        if (i == epochs / 2) {
          cpuAtHalf = system.getProcessCpuTime();
        }
        long start = System.nanoTime();
        Runs.run(plan(rows), Runs.settings(workers), new Epoch(store));
        micros[i] = (System.nanoTime() - start) / NANOS_PER_MICRO;
      }
      long cpu = (system.getProcessCpuTime() - cpuAtHalf) / NANOS_PER_MICRO;
      long first = micros[0];
      long[] late = Arrays.copyOfRange(micros, epochs / 2, epochs);
      Arrays.sort(late);
      System.out.printf(
          "%d workers, %d rows: first epoch %d us, the later half: median %d us, 9 of 10 within %d us, processor %d us%n",
          workers,
          rows,
          first,
          late[late.length / 2],
          late[late.length * 9 / 10],
          cpu / late.length);
    }
    System.exit(0);
  }

  private static Plan plan(int rows) {
    PlanBuilder plan = new PlanBuilder("epochs");
    String left = plan.diff("left diff", plan.source("left", source(rows)));
    String right = plan.diff("right diff", plan.source("right", source(rows)));
    String sum = plan.sum("sum", Windowing.GLOBAL, Phase.COMPLETE, left);
    String largest = plan.largest("largest", Windowing.GLOBAL, right);
    String group = plan.group("group", Windowing.GLOBAL, plan.flatten("both", sum, largest));
    String view = plan.view("view", false, Windowing.GLOBAL, largest);
    RowFn read =
        (row, context) -> {
          context.view(0).values(Window.GLOBAL).iterator().next();
          context.output(0).accept(row);
        };
    String looked =
        plan.step(
                "lookup",
                read.asStep(),
                List.of(plan.memo("memo", List.of(view), left)),
                List.of(view),
                1)
            .get(0);
    plan.collect("groups", group);
    plan.collect("lookups", plan.exchange("exchange", true, looked));
    return plan.fused();
  }

  private static ListSource source(int rows) {
    return new ListSource(
        LongStream.range(0, rows).mapToObj(i -> Row.of(new Pair(i % KEYS, i))).toList(), 2);
  }
}
