// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks;

import dev.pathway.beam.benchmarks.harness.Classpaths;
import dev.pathway.beam.benchmarks.harness.Contestant;
import dev.pathway.beam.benchmarks.harness.Contestants;
import dev.pathway.beam.benchmarks.harness.Harness;
import dev.pathway.beam.benchmarks.harness.Invocation;
import dev.pathway.beam.benchmarks.harness.JobRunner;
import dev.pathway.beam.benchmarks.harness.Outcome;
import dev.pathway.beam.benchmarks.harness.RunLog;
import dev.pathway.beam.benchmarks.harness.RunSettings;
import dev.pathway.beam.benchmarks.harness.Schedule;
import dev.pathway.beam.benchmarks.harness.SourceCommit;
import dev.pathway.beam.benchmarks.report.Report;
import dev.pathway.beam.benchmarks.workload.Workload;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the harness. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs Beam jobs on several runners and as plain loops, each in a JVM of its own,",
      "interleaved, and prints medians and ratios of wall time, CPU time and peak memory."
    })
final class BenchmarkCommand implements Callable<Integer> {

  private static final int WRONG = 1;
  private static final String MODULE = "--module";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--list", description = "List workloads and runners, and exit.")
  private boolean list;

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "Workloads to run; all by default.")
  private List<String> workloads =
      Workloads.all().stream()
          .filter(workload -> !workload.onRequest())
          .map(Workload::name)
          .toList();

  @Option(
      names = "--runners",
      split = ",",
      paramLabel = "NAME",
      description = "Runners to run them on; all by default.")
  private List<String> runners = List.of();

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      paramLabel = "N",
      description = "Runs of each job on each runner; ${DEFAULT-VALUE} by default.")
  private int repetitions;

  @Option(
      names = "--scale",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Share of the full input; ${DEFAULT-VALUE} by default.")
  private double scale;

  @Option(
      names = "--heap",
      defaultValue = "4g",
      paramLabel = "SIZE",
      description = "Maximal heap of each JVM; ${DEFAULT-VALUE} by default.")
  private String heap = "";

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      paramLabel = "N",
      description = "Parallelism of the runners; ${DEFAULT-VALUE} by default.")
  private int parallelism;

  @Option(
      names = "--time-limit-seconds",
      defaultValue = "600",
      paramLabel = "N",
      description = "Time after which a run is killed; ${DEFAULT-VALUE} by default.")
  private long timeLimitSeconds;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "A further option of each JVM; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where runs are logged; target/results in the module by default.")
  private @Nullable Path results;

  @Option(
      names = "--resume",
      description = "Go on with the runs in the results directory instead of starting over.")
  private boolean resume;

  @Option(
      names = "--report-only",
      description = "Report on the runs in the results directory without running anything.")
  private boolean reportOnly;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the report to FILE.md and FILE.json.")
  private @Nullable Path report;

  @Option(
      names = MODULE,
      hidden = true,
      defaultValue = "benchmarks",
      description = "Directory of this module.")
  private Path module = Path.of("");

  /** Returns the parser of the command line. What a user can mend is told without a stack trace. */
  static CommandLine parser() {
    return new CommandLine(new BenchmarkCommand())
        .setExecutionExceptionHandler(
            (problem, parser, arguments) -> {
              if (problem instanceof IOException || problem instanceof IllegalArgumentException) {
                parser.getErr().println(problem.getMessage());
                return WRONG;
              }
              throw problem;
            });
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    List<Contestant> allContestants = Contestants.all(parallelism);
    if (list) {
      printChoices(console, allContestants);
      return 0;
    }
    RunLog log = reportOnly ? RunLog.open(logFile()) : runAll(console, allContestants);
    if (log.records().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "There are no runs in " + logFile());
    }
    RunSettings settings = log.records().get(0).settings();
    Report result =
        Report.of(
            LocalDate.now(ZoneOffset.UTC).toString(),
            settings,
            Contestants.all(settings.parallelism()),
            Workloads.all(),
            log.records());
    write(result, resultsDirectory().resolve("report"));
    if (report != null) {
      write(result, report);
    }
    console.println();
    console.println(result.toText());
    console.println("Also in " + resultsDirectory().resolve("report.json") + " and report.md");
    boolean right =
        result.disagreements().isEmpty()
            && log.records().stream().noneMatch(run -> run.outcome() == Outcome.FAILED);
    return right ? 0 : WRONG;
  }

  private RunLog runAll(PrintWriter console, List<Contestant> allContestants)
      throws IOException, InterruptedException {
    List<Workload> chosenWorkloads = workloads.stream().map(this::workload).toList();
    List<Contestant> contestants =
        runners.isEmpty()
            ? allContestants
            : runners.stream().map(name -> contestant(allContestants, name)).toList();
    RunSettings settings = new RunSettings(heap, parallelism, timeLimitSeconds, jvmOptions);
    Path directory = resultsDirectory();
    RunLog log = resume ? RunLog.open(logFile()) : RunLog.create(logFile());
    log.requireComparable(settings);
    Path project = module.resolve("..").toAbsolutePath().normalize();
    JobRunner runner =
        new JobRunner(
            contestants,
            Classpaths.load(
                contestants, module.resolve("target"), project, directory.resolve("lib")),
            settings,
            new Invocation(commandLine(), SourceCommit.of(project)),
            module.resolve("target").resolve("data"),
            directory);
    new Harness(runner, timeLimitSeconds, log, console)
        .run(Schedule.of(chosenWorkloads, contestants, scale, repetitions));
    return log;
  }

  private Path resultsDirectory() {
    return results != null ? results : module.resolve("target").resolve("results");
  }

  private Path logFile() {
    return resultsDirectory().resolve("runs.jsonl");
  }

  private String commandLine() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .filter(argument -> !argument.startsWith(MODULE))
        .reduce(spec.name(), (line, argument) -> line + " " + argument);
  }

  private Workload workload(String name) {
    try {
      return Workloads.named(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Contestant contestant(List<Contestant> contestants, String name) {
    return contestants.stream()
        .filter(contestant -> contestant.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "No runner is called '%s'; there are %s"
                        .formatted(name, contestants.stream().map(Contestant::name).toList())));
  }

  private static void printChoices(PrintWriter console, List<Contestant> contestants) {
    console.println("Workloads:");
    for (Workload workload : Workloads.all()) {
      console.printf("  %-12s %s%n", workload.name(), workload.description());
    }
    console.println("Runners:");
    for (Contestant contestant : contestants) {
      console.printf("  %-12s %s%n", contestant.name(), contestant.description());
    }
  }

  private static void write(Report report, Path name) throws IOException {
    Files.createDirectories(name.toAbsolutePath().resolveSibling(""));
    Files.writeString(name.resolveSibling(name.getFileName() + ".md"), report.toMarkdown());
    Files.writeString(name.resolveSibling(name.getFileName() + ".json"), report.toJson());
  }
}
