// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;

/** The seeds that failed once, in a file that is part of the tests. */
public enum Seeds {
  /** Of stories for which the law of incremental jobs did not hold. */
  LAW("law.txt"),
  /** Of stories that did not run as they say from scratch. */
  PIPELINES("random-pipelines.txt");

  private final Path file;

  Seeds(String file) {
    this.file = Path.of("src/test/resources/regressions", file);
  }

  /**
   * Returns the seeds that failed once, then those from 0 up to another one.
   *
   * @param end the one behind the last
   */
  public LongStream andUpTo(long end) throws IOException {
    return LongStream.concat(
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("#"))
            .mapToLong(Long::parseLong),
        LongStream.range(0, end));
  }

  /** Adds one that has failed. */
  void add(long seed) throws IOException {
    Files.writeString(file, seed + "\n", StandardOpenOption.APPEND);
  }
}
