// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import java.util.List;

/**
 * Failures of the runner that pass through user code. What user code is given is read while it
 * looks at it: the values of a group, a side input. If a file is damaged then, or the group is
 * found to be none that can be, no element is to blame.
 */
final class RunnerFailure {
  private static final List<String> RUNNER =
      List.of(
          "dev.pathway.beam.engine.",
          "dev.pathway.beam.state.",
          // Where states are read back that were stored.
          "dev.pathway.beam.translation.keyed.KeyCell");

  private static final List<String> LIBRARY = List.of("java.", "javax.", "jdk.", "sun.");

  private RunnerFailure() {}

  /**
   * Returns whether a failure, whatever its causes are, was thrown by the engine or its state, or
   * by the Java library on their behalf.
   */
  static boolean isOne(Throwable failure) {
    // By where it was thrown: there are many places that read, and most throw what Java has.
    for (StackTraceElement frame : failure.getStackTrace()) {
      String thrower = frame.getClassName();
      if (LIBRARY.stream().noneMatch(thrower::startsWith)) {
        return RUNNER.stream().anyMatch(thrower::startsWith);
      }
    }
    return false;
  }
}
