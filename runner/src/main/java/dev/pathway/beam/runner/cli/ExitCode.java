// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import java.util.Set;
import java.util.stream.Stream;

/** What a program's process ends with. */
final class ExitCode {
  /** The program did what it was asked for. */
  static final int DONE = 0;

  /** The program failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The classes which find that an option is unknown, is missing or cannot have its value. */
  private static final Set<String> OPTION_CHECKS =
      Set.of(
          "org.apache.beam.sdk.options.PipelineOptionsFactory",
          "org.apache.beam.sdk.options.PipelineOptionsValidator",
          "dev.pathway.beam.runner.OptionChecks");

  private ExitCode() {}

  /**
   * Returns the code for a failure. A program parses its options itself, and Beam has no exception
   * of its own for what is wrong with them: where it was thrown tells.
   */
  static int of(Throwable failure) {
    return failure instanceof UsageException
            || (failure instanceof IllegalArgumentException
                && Stream.of(failure.getStackTrace())
                    .anyMatch(frame -> OPTION_CHECKS.contains(frame.getClassName())))
        ? USAGE
        : FAILED;
  }
}
