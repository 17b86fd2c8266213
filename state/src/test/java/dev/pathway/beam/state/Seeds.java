// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The seeds of tests of random histories, and how a history is made smaller once it has failed. */
public final class Seeds {
  private Seeds() {}

  /** A test of a random history. */
  @FunctionalInterface
  public interface Check {
    /**
     * Makes the first steps of the history of the seed; throws an AssertionError if something is
     * wrong.
     */
    void run(long seed, int steps) throws Exception;
  }

  /** Returns the seeds of earlier failures of the test class, and then 1 to {@code count}. */
  public static Stream<Long> of(Class<?> test, int count) {
    return Stream.concat(regressions(test), LongStream.rangeClosed(1, count).boxed());
  }

  /**
   * Runs a check; if it fails, looks for a shorter history that fails, and names seed and length.
   */
  public static void check(long seed, int steps, Check check) throws Exception {
    try {
      check.run(seed, steps);
    } catch (AssertionError | RuntimeException | IOException failure) {
      throw new AssertionError(
          "Seed " + seed + " fails, at the latest after " + shortest(seed, steps, check) + " steps",
          failure);
    }
  }

  private static int shortest(long seed, int steps, Check check) throws Exception {
    int failing = steps;
    for (int step = steps / 2; step > 0; step /= 2) {
      while (failing > step && fails(seed, failing - step, check)) {
        failing -= step;
      }
    }
    return failing;
  }

  private static boolean fails(long seed, int steps, Check check) throws Exception {
    try {
      check.run(seed, steps);
      return false;
    } catch (AssertionError | RuntimeException | IOException failure) {
      return true;
    }
  }

  private static Stream<Long> regressions(Class<?> test) {
    String resource = "/regressions/" + test.getSimpleName() + ".txt";
    try (InputStream in = Seeds.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Stream.of();
      }
      return new String(in.readAllBytes(), UTF_8).lines().map(String::strip).map(Long::valueOf);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
