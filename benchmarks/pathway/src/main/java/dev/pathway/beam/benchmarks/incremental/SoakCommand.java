// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.harness.DirectoryTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether time and space of an epoch stay the same while epoch follows epoch. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "PageRank on edges of which the oldest go as new ones come, so that there are always as many.",
      "Goes on where it was stopped; --restart begins anew. --epochs=300 tries it."
    })
final class SoakCommand implements Callable<Integer> {
  private static final double STATE_OF_FRESH = 2;
  private static final double TIME_OF_START = 1.2;
  private static final double TAIL = 0.99;

  /** The share of all epochs whose times are compared at the start and at the end. */
  private static final double COMPARED = 0.1;

  /** Epochs in which the program gets warm. */
  private static final int WARM_UP = 50;

  private static final double MEGA = 1e6;
  private static final String TIMES = "epoch-millis.txt";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--epochs",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Epochs in all; ${DEFAULT-VALUE} by default.")
  private int epochs;

  @Option(
      names = "--files",
      defaultValue = "50",
      paramLabel = "N",
      description = "Files of edges that are there at a time; ${DEFAULT-VALUE} by default.")
  private int files;

  @Option(
      names = "--edges-of-file",
      defaultValue = "200",
      paramLabel = "N",
      description = "Edges in each file; ${DEFAULT-VALUE} by default.")
  private int edgesOfFile;

  @Option(names = "--restart", description = "Begin anew.")
  private boolean restart;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      paramLabel = "N",
      description = "Parallelism of the runner; ${DEFAULT-VALUE} by default.")
  private int parallelism;

  @Option(
      names = "--folder",
      defaultValue = "target/incremental/soak",
      paramLabel = "DIR",
      description = "Where edges, state and times go; ${DEFAULT-VALUE} by default.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Bars bars = new Bars();
    Path place = folder.toAbsolutePath();
    if (restart) {
      DirectoryTree.delete(place);
    }
    Path input = Files.createDirectories(place.resolve("edges"));
    Path times = place.resolve(TIMES);
    Edges graph = Edges.first(edgesOfFile * (epochs + files));
    PageRankJob job = new PageRankJob(input, parallelism);
    PageRankJob.startEngine();
    int done = Files.exists(times) ? Files.readAllLines(times).size() : 0;
    try (PageRankJob.Epochs up = job.start(place.resolve("state"))) {
      for (int epoch = done; epoch < epochs; epoch++) {
        window(graph, input, epoch);
        double millis = up.next();
        Files.writeString(
            times, millis + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if ((epoch + 1) % 100 == 0) {
          console.printf(
              "epoch %,d: %.0f ms, state %.2f MB%n",
              epoch + 1, millis, CostData.bytesBelow(place.resolve("state")) / MEGA);
          console.flush();
        }
      }
    }
    long bytes = CostData.bytesBelow(place.resolve("state"));
    Path fresh = place.resolve("fresh");
    DirectoryTree.delete(fresh);
    job.start(fresh).close();
    judge(Files.readAllLines(times), bytes, CostData.bytesBelow(fresh), bars);
    return bars.print(console);
  }

  /** Has just the files of an epoch be there. */
  private void window(Edges graph, Path input, int epoch) throws IOException {
    for (int file = epoch; file < epoch + files; file++) {
      Path path = file(input, file);
      if (!Files.exists(path)) {
        graph.write(path, file * edgesOfFile, (file + 1) * edgesOfFile);
      }
    }
    if (epoch > 0) {
      Files.deleteIfExists(file(input, epoch - 1));
    }
  }

  private static Path file(Path input, int number) {
    return input.resolve("edges-%06d.txt".formatted(number));
  }

  private void judge(List<String> times, long bytes, long freshBytes, Bars bars) {
    int compared = Math.max(1, (int) (epochs * COMPARED));
    int from = Math.min(WARM_UP, epochs - compared);
    Samples start = samples(times.subList(from, from + compared));
    Samples end = samples(times.subList(epochs - compared, epochs));
    bars.figure("state at the end", bytes / MEGA, "MB");
    bars.figure("state of a fresh one", freshBytes / MEGA, "MB");
    bars.figure("epoch at the start, p50", start.quantile(0.5), "ms");
    bars.figure("epoch at the end, p50", end.quantile(0.5), "ms");
    bars.figure("epoch at the start, p99", start.quantile(TAIL), "ms");
    bars.figure("epoch at the end, p99", end.quantile(TAIL), "ms");
    bars.atMost("state to a fresh one", (double) bytes / freshBytes, STATE_OF_FRESH, "times");
    bars.atMost(
        "p99 of an epoch, end to start",
        end.quantile(TAIL) / start.quantile(TAIL),
        TIME_OF_START,
        "times");
  }

  private static Samples samples(List<String> times) {
    Samples samples = new Samples();
    times.forEach(time -> samples.add(Double.parseDouble(time)));
    return samples;
  }
}
