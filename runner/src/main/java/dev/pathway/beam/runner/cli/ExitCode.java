// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

/** What a program's process ends with. */
final class ExitCode {
  /** The program did what it was asked for. */
  static final int DONE = 0;

  /** The program failed. */
  static final int FAILED = 1;

  /** The command line names no program, or is wrong before its arguments. */
  static final int USAGE = 2;

  private ExitCode() {}

  /** Returns the code for a failure; wrong options are found by the program, which then fails. */
  static int of(Throwable failure) {
    return failure instanceof UsageException ? USAGE : FAILED;
  }
}
