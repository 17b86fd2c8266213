// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.pathway.beam.benchmarks.harness.Contestant;
import dev.pathway.beam.benchmarks.harness.Contestants;
import dev.pathway.beam.benchmarks.harness.Disagreements;
import dev.pathway.beam.benchmarks.harness.Invocation;
import dev.pathway.beam.benchmarks.harness.RunRecord;
import dev.pathway.beam.benchmarks.harness.RunSettings;
import dev.pathway.beam.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A series of runs with everything that is needed to judge and to repeat it.
 *
 * @param date day of the report, ISO 8601
 * @param environment the machine
 * @param invocations the commands and commits; one, unless the series was resumed
 * @param settings the settings of all runs
 * @param contestants who took part
 * @param workloads the medians
 * @param disagreements jobs whose runs had different results; none, if all is well
 * @param runs the runs themselves
 */
public record Report(
    String date,
    Environment environment,
    List<Invocation> invocations,
    RunSettings settings,
    List<Contestant> contestants,
    List<WorkloadSummary> workloads,
    List<String> disagreements,
    List<RunRecord> runs) {

  private static final List<String> BASELINES = List.of(Contestants.FLINK_TUNED, Contestants.PLAIN);

  /** Checks that nothing is missing and copies the lists. */
  public Report {
    requireNonNull(date, "date");
    requireNonNull(environment, "environment");
    requireNonNull(settings, "settings");
    invocations = List.copyOf(invocations);
    contestants = List.copyOf(contestants);
    workloads = List.copyOf(workloads);
    disagreements = List.copyOf(disagreements);
    runs = List.copyOf(runs);
  }

  /** Returns the report of a series of runs on this machine. */
  public static Report of(
      String date,
      RunSettings settings,
      List<Contestant> contestants,
      List<Workload> workloads,
      List<RunRecord> runs) {
    return new Report(
        date,
        Environment.current(),
        runs.stream().map(RunRecord::invocation).distinct().toList(),
        settings,
        contestants.stream()
            .filter(
                contestant ->
                    runs.stream().anyMatch(run -> run.key().contestant().equals(contestant.name())))
            .toList(),
        WorkloadSummary.of(
            runs,
            workloads.stream().map(Workload::name).toList(),
            contestants.stream().map(Contestant::name).toList()),
        Disagreements.in(runs),
        runs);
  }

  /** Returns the report for a console. */
  public String toText() {
    return String.join("\n", facts())
        + "\n\n"
        + tables().stream().map(Table::toText).collect(Collectors.joining("\n"));
  }

  /** Returns the report as a Markdown document. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# Benchmarks of ").append(date).append("\n\n");
    facts().forEach(fact -> text.append("- ").append(fact).append('\n'));
    text.append("\nRunners:\n\n");
    for (Contestant contestant : contestants) {
      text.append(
          "- %s: %s. Arguments %s\n"
              .formatted(
                  contestant.name(),
                  contestant.description(),
                  contestant.arguments().isEmpty()
                      ? "none"
                      : "`" + String.join(" ", contestant.arguments()) + "`"));
    }
    tables().forEach(table -> text.append('\n').append(table.toMarkdown()));
    return text.toString();
  }

  /** Returns the report as JSON, with all runs. */
  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The report has no JSON form", e);
    }
  }

  private List<String> facts() {
    List<String> facts = new ArrayList<>();
    for (Invocation invocation : invocations) {
      facts.add("Command: %s, commit %s".formatted(invocation.command(), invocation.commit()));
    }
    facts.add("Machine: " + environment);
    facts.add(
        "Each JVM: -Xmx%s %s; time limit %d s; parallelism %d"
            .formatted(
                settings.heap(),
                String.join(" ", settings.jvmOptions()),
                settings.timeLimitSeconds(),
                settings.parallelism()));
    facts.add(
        "Load average before the runs: %.2f to %.2f"
            .formatted(
                runs.stream().mapToDouble(RunRecord::loadAverage).min().orElse(0),
                runs.stream().mapToDouble(RunRecord::loadAverage).max().orElse(0)));
    if (invocations.stream().map(Invocation::commit).distinct().count() > 1) {
      facts.add("WARNING: the runs are of several commits");
    }
    disagreements.forEach(
        disagreement -> facts.add("WRONG RESULT: the runs of a job disagree: " + disagreement));
    for (WorkloadSummary workload : workloads) {
      for (ContestantSummary contestant : workload.contestants()) {
        if (contestant.problem() != null) {
          facts.add(
              "NOT MEASURED: %s on %s: %s"
                  .formatted(workload.workload(), contestant.contestant(), contestant.problem()));
        }
      }
    }
    return facts;
  }

  private List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    tables.add(Tables.medians(workloads));
    Table figures = Tables.figures(workloads, Contestants.FLINK_TUNED);
    if (!figures.rows().isEmpty()) {
      tables.add(figures);
    }
    for (String baseline : BASELINES) {
      Table ratios = Tables.ratios(workloads, baseline);
      if (!ratios.rows().isEmpty()) {
        tables.add(ratios);
      }
    }
    return tables;
  }
}
