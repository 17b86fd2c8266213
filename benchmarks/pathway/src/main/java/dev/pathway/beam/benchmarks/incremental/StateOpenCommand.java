// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.harness.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a large state is opened at once, and worked on in a small heap. */
@Command(
    name = "state-open",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The job of 'cost': after its first run, a run with nothing to do and one on a change, both in a",
      "small heap. The former takes longer than to open the state, and is what is judged."
    })
final class StateOpenCommand implements Callable<Integer> {
  private static final double OPEN_SECONDS = 1;
  private static final double MILLIS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      defaultValue = "10000000",
      paramLabel = "N",
      description = "Rows of orders; ${DEFAULT-VALUE} by default.")
  private long rows;

  @Option(
      names = "--first-heap",
      defaultValue = "4g",
      paramLabel = "SIZE",
      description = "Heap of the first run; ${DEFAULT-VALUE} by default.")
  private String firstHeap = "";

  @Option(
      names = "--heap",
      defaultValue = "512m",
      paramLabel = "SIZE",
      description = "Heap of the others; ${DEFAULT-VALUE} by default.")
  private String heap = "";

  @Option(
      names = "--folder",
      defaultValue = "target/incremental/state-open",
      paramLabel = "DIR",
      description = "Where input, state and output go; ${DEFAULT-VALUE} by default.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Bars bars = new Bars();
    Path place = folder.toAbsolutePath();
    DirectoryTree.delete(place);
    CostJob job = CostJob.create(place, rows);
    Path output = place.resolve("output");
    Path state = place.resolve("state");
    List<String> incremental = List.of("--incremental", "--stateDir=" + state);
    Jvm small = new Jvm(heap, List.of());
    Jvm.Report first = job.run(new Jvm(firstHeap, List.of()), "first", output, incremental);
    Jvm.Report same = job.run(small, "nothing", output, incremental);
    job.change(0);
    Jvm.Report change = job.run(small, "change", output, incremental);

    bars.figure("first run", first.get(CostRun.RUN_MILLIS) / MILLIS, "s");
    bars.figure("state", CostData.bytesBelow(state) / 1e6, "MB");
    bars.figure("run on a change in " + heap, change.get(CostRun.RUN_MILLIS) / MILLIS, "s");
    bars.require("both runs end in a heap of " + heap, Files.exists(output));
    bars.require("output is that of a plain computation", job.isRight(output));
    bars.atMost(
        "run with nothing to do, the opening of the state included",
        same.get(CostRun.RUN_MILLIS) / MILLIS,
        OPEN_SECONDS,
        "s");
    return bars.print(spec.commandLine().getOut());
  }
}
