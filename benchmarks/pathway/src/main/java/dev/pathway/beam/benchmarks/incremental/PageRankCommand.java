// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.harness.DirectoryTree;
import dev.pathway.beam.benchmarks.workload.ProcessCpu;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What it costs to keep ranks up to date while edges arrive, beside one run on all edges. */
@Command(
    name = "pagerank",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Five steps of PageRank on a graph whose edges arrive in one epoch after the other, in one",
      "process; ranks are compared with those of plain loops."
    })
final class PageRankCommand implements Callable<Integer> {
  private static final double TIMES_SCRATCH = 20;
  private static final double FIXED_MILLIS = 25;
  private static final double MEDIAN = 0.5;
  private static final double TAIL = 0.99;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MILLIS = 1e3;
  private static final int SCRATCH_RUNS = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--edges",
      defaultValue = "400000",
      paramLabel = "N",
      description = "Edges in all; ${DEFAULT-VALUE} by default.")
  private int edges;

  @Option(
      names = "--epochs",
      defaultValue = "400",
      paramLabel = "N",
      description = "Epochs in which they arrive; ${DEFAULT-VALUE} by default.")
  private int epochs;

  @Option(
      names = "--check-every",
      defaultValue = "50",
      paramLabel = "N",
      description = "Epochs after which ranks are compared; ${DEFAULT-VALUE} by default.")
  private int checkEvery;

  @Option(
      names = "--idle-epochs",
      defaultValue = "200",
      paramLabel = "N",
      description = "Epochs without a change at the end; ${DEFAULT-VALUE} by default.")
  private int idleEpochs;

  @Option(
      names = "--order",
      split = ",",
      defaultValue = "ascending,random",
      paramLabel = "ORDER",
      description =
          "How edges arrive: ascending by their source, which is judged, or random; both by"
              + " default.")
  private List<String> orders = List.of();

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      paramLabel = "N",
      description = "Parallelism of the runner; ${DEFAULT-VALUE} by default.")
  private int parallelism;

  @Option(
      names = "--folder",
      defaultValue = "target/incremental/pagerank",
      paramLabel = "DIR",
      description = "Where edges and state go; ${DEFAULT-VALUE} by default.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Bars bars = new Bars();
    PageRankJob.startEngine();
    for (String order : orders) {
      Edges graph = Edges.first(edges);
      boolean ascending = order.equals("ascending");
      measure(order, ascending ? graph : graph.shuffled(), ascending, bars);
    }
    return bars.print(spec.commandLine().getOut());
  }

  private void measure(String order, Edges graph, boolean judged, Bars bars) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Path place = folder.toAbsolutePath().resolve(order);
    DirectoryTree.delete(place);
    Path input = Files.createDirectories(place.resolve("edges"));
    Path state = place.resolve("state");
    PageRankJob job = new PageRankJob(input, parallelism);
    PlainPageRank plain = new PlainPageRank(graph);
    PageRankPipeline.ranks().clear();
    Samples times = new Samples();
    Samples cpu = new Samples();
    long changedMessages = 0;
    boolean right = true;
    Samples idle = new Samples();
    Samples idleCpu = new Samples();
    // A job is not started on no files.
    write(graph, input, 0);
    long begin = System.nanoTime();
    try (PageRankJob.Epochs up = job.start(state)) {
      // The translation, which belongs to the whole.
      times.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
      for (int epoch = 0; epoch < epochs; epoch++) {
        int end = endOf(epoch);
        if (epoch > 0) {
          write(graph, input, epoch);
        }
        measure(up, times, cpu);
        changedMessages += plain.advance(end);
        if ((epoch + 1) % checkEvery == 0 || epoch + 1 == epochs) {
          boolean agrees = plain.agreesWith(PageRankPipeline.ranks());
          right &= agrees;
          console.printf(
              "%s: epoch %,d: %,d edges, %.1f s so far, ranks %s%n",
              order, epoch + 1, end, times.sum() / MILLIS, agrees ? "right" : "WRONG");
          console.flush();
        }
      }
      for (int epoch = 0; epoch < idleEpochs; epoch++) {
        measure(up, idle, idleCpu);
      }
    }
    Samples scratch = new Samples();
    for (int i = 0; i < SCRATCH_RUNS; i++) {
      PageRankPipeline.ranks().clear();
      scratch.add(job.scratch());
      right &= plain.agreesWith(PageRankPipeline.ranks());
    }
    double messages = (double) edges * PageRankPipeline.STEPS;
    double whole = scratch.quantile(MEDIAN);
    bars.figure(order + ": run from scratch", whole, "ms");
    bars.figure(order + ": all epochs", times.sum(), "ms");
    bars.figure(order + ": all epochs, CPU time", cpu.sum(), "ms");
    bars.figure(order + ": epoch, p50", times.quantile(MEDIAN), "ms");
    bars.figure(order + ": epoch, p99", times.quantile(TAIL), "ms");
    bars.figure(
        order + ": changed messages of an epoch", (double) changedMessages / epochs, "messages");
    double perChange = times.sum() / changedMessages;
    bars.figure(order + ": time per changed message", perChange * MICROS_PER_MILLI, "us");
    bars.figure(
        order + ": time per message from scratch", whole / messages * MICROS_PER_MILLI, "us");
    bars.figure(order + ": the former to the latter", perChange / (whole / messages), "times");
    bars.figure(order + ": epoch without a change, CPU time", idleCpu.quantile(MEDIAN), "ms");
    bars.require(order + ": ranks are those of plain loops", right);
    if (judged) {
      bars.atMost(
          order + ": all epochs to a run from scratch",
          times.sum() / whole,
          TIMES_SCRATCH,
          "times");
      bars.atMost(
          order + ": epoch without a change, p50", idle.quantile(MEDIAN), FIXED_MILLIS, "ms");
    } else {
      bars.figure(order + ": all epochs to a run from scratch", times.sum() / whole, "times");
      bars.figure(order + ": epoch without a change, p50", idle.quantile(MEDIAN), "ms");
    }
  }

  /** Writes the edges of an epoch. */
  private void write(Edges graph, Path input, int epoch) throws IOException {
    graph.write(input.resolve("edges-%05d.txt".formatted(epoch)), endOf(epoch - 1), endOf(epoch));
  }

  private int endOf(int epoch) {
    return (int) ((long) edges * (epoch + 1) / epochs);
  }

  private static void measure(PageRankJob.Epochs job, Samples times, Samples cpu) {
    long cpuBefore = ProcessCpu.nanos();
    times.add(job.next());
    cpu.add((ProcessCpu.nanos() - cpuBefore) / NANOS_PER_MILLI);
  }
}
