// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** The seeds that a test runs with. */
public final class Seeds {
  private static final Path REGRESSIONS = Path.of("src/test/resources/regressions");

  private Seeds() {}

  /**
   * Returns the seeds that failed once, then some more.
   *
   * @param regressions the file of the former, one in a line
   * @param first the system property that says with which seed the latter begin; 0 without it
   * @param number the system property that says how many these are
   * @param usualNumber how many they are without it
   */
  public static LongStream of(String regressions, String first, String number, long usualNumber)
      throws IOException {
    List<String> lines = Files.readAllLines(REGRESSIONS.resolve(regressions));
    long start = Long.getLong(first, 0);
    return LongStream.concat(
        lines.stream().filter(line -> !line.startsWith("#")).mapToLong(Long::parseLong),
        LongStream.range(start, start + Long.getLong(number, usualNumber)));
  }
}
