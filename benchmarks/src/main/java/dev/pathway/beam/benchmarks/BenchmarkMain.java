// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks;

import java.util.Locale;

/** Main class of the benchmark harness; {@code --help} lists its options. */
public final class BenchmarkMain {

  private BenchmarkMain() {}

  /** Runs the benchmarks and exits with 0 if all of them gave the right result. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(BenchmarkCommand.parser().execute(arguments));
  }
}
