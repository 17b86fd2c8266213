// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the operating system has counted for the child processes of this one that have ended. */
final class EndedChildren {

  private static final Path STAT = Path.of("/proc/self/stat");
  // Positions after the process name, which is in brackets; see proc(5).
  private static final int CHILDREN_USER = 13;
  private static final int CHILDREN_SYSTEM = 14;
  // One clock tick, USER_HZ, is 10 ms on every Linux that runs a JVM.
  private static final int MILLIS_PER_TICK = 10;
  private static final Pattern SPACE = Pattern.compile(" ");

  private EndedChildren() {}

  /** Returns their user and system time, or nothing where there is no {@code /proc}. */
  static OptionalLong cpuMillis() {
    try {
      String stat = Files.readString(STAT);
      List<String> fields = SPACE.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
      long ticks =
          Long.parseLong(fields.get(CHILDREN_USER)) + Long.parseLong(fields.get(CHILDREN_SYSTEM));
      return OptionalLong.of(ticks * MILLIS_PER_TICK);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
