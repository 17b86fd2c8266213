// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import dev.pathway.beam.benchmarks.workload.ProcessCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system has counted for this process. */
final class OwnProcess {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK_RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  private OwnProcess() {}

  /** Returns the user and system time so far, or 0 where it is unknown. */
  static long cpuMillis() {
    return TimeUnit.NANOSECONDS.toMillis(ProcessCpu.nanos());
  }

  /** Returns the peak resident set size, or 0 where there is no {@code /proc}. */
  static long peakResidentKilobytes() {
    try {
      Matcher matcher = PEAK_RESIDENT.matcher(Files.readString(STATUS));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
