// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Main class of the benchmarks of incremental jobs; {@code --help} lists them. */
@Command(
    name = "benchmarks/incremental",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = {
      "Measures what a change costs in an incremental job, beside a run from scratch, and judges",
      "the figures: the exit code is 1 if a bar is missed or a result is wrong."
    },
    subcommands = {
      CostCommand.class,
      PageRankCommand.class,
      StateOpenCommand.class,
      SoakCommand.class
    })
public final class IncrementalMain {

  private IncrementalMain() {}

  /** Runs a benchmark and exits with 0 if it met its bars. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new IncrementalMain()).execute(arguments));
  }
}
