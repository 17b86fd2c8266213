// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.harness.DirectoryTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the cost of a re-run follows the change and not the input. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Orders are joined with the accounts they are of, and totals by account written, for a small",
      "and a large input; then one file is added, one edited and one deleted."
    })
final class CostCommand implements Callable<Integer> {
  private static final double ROWS_TOLERANCE = 1;
  private static final double CPU_TOLERANCE = 1.2;
  private static final double SHARE_OF_SCRATCH = 1.0 / 20;
  private static final double FIRST_OF_SCRATCH = 2;
  private static final double STATE_OF_INPUT = 4;
  private static final double MILLIS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "1000000,10000000",
      paramLabel = "N",
      description = "Rows of orders, of both sizes; ${DEFAULT-VALUE} by default.")
  private List<Long> rows = List.of();

  @Option(
      names = "--changes",
      defaultValue = "3",
      paramLabel = "N",
      description = "Changes, each with a run of its own; ${DEFAULT-VALUE} by default.")
  private int changes;

  @Option(
      names = "--heap",
      defaultValue = "4g",
      paramLabel = "SIZE",
      description = "Heap of each run; ${DEFAULT-VALUE} by default.")
  private String heap = "";

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "A further option of the JVM of the runs on a change; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "--folder",
      defaultValue = "target/incremental/cost",
      paramLabel = "DIR",
      description = "Where inputs, state and outputs go; ${DEFAULT-VALUE} by default.")
  private Path folder = Path.of("");

  /** What the runs on one size have measured. */
  private record Size(
      long rows,
      Jvm.Report scratch,
      Jvm.Report first,
      List<Jvm.Report> reruns,
      double stateOfInput,
      boolean right) {
    double median(String figure) {
      return reruns.stream().map(run -> run.get(figure)).sorted().toList().get(reruns.size() / 2);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    Bars bars = new Bars();
    List<Size> sizes = new ArrayList<>();
    for (long each : rows) {
      sizes.add(measure(each, console));
    }
    sizes.sort(Comparator.comparingLong(Size::rows));
    sizes.forEach(size -> report(size, bars));
    judge(sizes.get(0), sizes.get(sizes.size() - 1), bars);
    return bars.print(console);
  }

  private Size measure(long size, PrintWriter console) throws IOException, InterruptedException {
    Path place = folder.toAbsolutePath().resolve(Long.toString(size));
    DirectoryTree.delete(place);
    CostJob job = CostJob.create(place, size);
    long inputBytes = job.inputBytes();
    Path state = place.resolve("state");
    Path output = place.resolve("output");
    Path other = place.resolve("scratch");
    Jvm jvm = new Jvm(heap, List.of());
    Jvm.Report scratch = job.run(jvm, "scratch", other, List.of());
    say(console, size, "without --incremental", scratch);
    boolean right = job.isRight(other);
    List<String> incremental = List.of("--incremental", "--stateDir=" + state);
    Jvm.Report first = job.run(jvm, "first", output, incremental);
    say(console, size, "first run", first);
    right &= job.isRight(output);
    double stateOfInput = (double) CostData.bytesBelow(state) / inputBytes;
    List<Jvm.Report> reruns = new ArrayList<>();
    for (int change = 0; change < changes; change++) {
      job.change(change);
      Jvm.Report rerun =
          job.run(new Jvm(heap, jvmOptions), "change-" + change, output, incremental);
      say(console, size, "run on a change", rerun);
      reruns.add(rerun);
      right &= job.isRight(output);
    }
    return new Size(size, scratch, first, reruns, stateOfInput, right);
  }

  private static void say(PrintWriter console, long size, String what, Jvm.Report run) {
    console.printf(
        "%,d rows, %s: %.2f s to the output, run() %.2f s with %.2f s of CPU time; process %.2f s with %.2f s of CPU time; %,.0f lines"
            + " read, %,.0f rows joined, %,.0f totals%n",
        size,
        what,
        run.get(CostRun.PUBLISHED_MILLIS) / MILLIS,
        run.get(CostRun.RUN_MILLIS) / MILLIS,
        run.get(CostRun.RUN_CPU_MILLIS) / MILLIS,
        run.get(Jvm.WALL_MILLIS) / MILLIS,
        run.get(Jvm.CPU_MILLIS) / MILLIS,
        run.get(CostPipeline.READ),
        run.get(CostPipeline.JOINED),
        run.get(CostPipeline.TOTALS));
    console.flush();
  }

  private static void report(Size size, Bars bars) {
    String rows = "%,d rows: ".formatted(size.rows());
    bars.figure(
        rows + "run from scratch", size.scratch().get(CostRun.PUBLISHED_MILLIS) / MILLIS, "s");
    bars.figure(
        rows + "first incremental run", size.first().get(CostRun.PUBLISHED_MILLIS) / MILLIS, "s");
    bars.figure(rows + "run on a change", size.median(CostRun.PUBLISHED_MILLIS) / MILLIS, "s");
    bars.figure(rows + "its process, wall time", size.median(Jvm.WALL_MILLIS) / MILLIS, "s");
    bars.figure(rows + "its process, CPU time", size.median(Jvm.CPU_MILLIS) / MILLIS, "s");
    bars.figure(rows + "CPU time of run()", size.median(CostRun.RUN_CPU_MILLIS) / MILLIS, "s");
    bars.figure(rows + "rows touched before the sink", touched(size), "rows");
    bars.figure(rows + "rows given to the sink", size.median(CostPipeline.TOTALS), "rows");
  }

  private static double touched(Size size) {
    return size.median(CostPipeline.READ) + size.median(CostPipeline.JOINED);
  }

  private static void judge(Size small, Size large, Bars bars) {
    bars.require("outputs are those of a plain computation", small.right() && large.right());
    bars.atMost(
        "rows touched, large to small", touched(large) / touched(small), ROWS_TOLERANCE, "times");
    bars.atMost(
        "CPU time of run(), large to small",
        large.median(CostRun.RUN_CPU_MILLIS) / small.median(CostRun.RUN_CPU_MILLIS),
        CPU_TOLERANCE,
        "times");
    double scratch = large.scratch().get(CostRun.PUBLISHED_MILLIS);
    bars.atMost(
        "large: run on a change to one from scratch",
        large.median(CostRun.PUBLISHED_MILLIS) / scratch,
        SHARE_OF_SCRATCH,
        "times");
    bars.atMost(
        "large: first run to one from scratch",
        large.first().get(CostRun.PUBLISHED_MILLIS) / scratch,
        FIRST_OF_SCRATCH,
        "times");
    bars.atMost("large: state to input", large.stateOfInput(), STATE_OF_INPUT, "times");
  }
}
