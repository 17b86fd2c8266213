// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.codec.BasicCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What it takes to take one input away from a group of many: with a tree, and, for comparison,
 * aggregating it anew. Run its main method with the test class path; the arguments are inputs and
 * epochs, 1000000 and 30 by default.
 */
final class AggregateTreesCost {
  private static final long NANOS_PER_MICRO = 1000;
  private static final long MEMORY = 1 << 28;

  private AggregateTreesCost() {}

  /** Prints times and calls. */
  public static void main(String[] args) throws IOException {
    long inputs = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    measure("tree", TreeShape.DEFAULT, inputs, epochs);
    measure(
        "anew", new TreeShape(TreeShape.DEFAULT.leafInputs(), Integer.MAX_VALUE), inputs, epochs);
  }

  private static void measure(String name, TreeShape shape, long inputs, int epochs)
      throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "trees");
    CountingMax max = new CountingMax();
    try (TreeFixture<Long> fixture =
        new TreeFixture<>(folder, BasicCodecs.longs(), max, shape, MEMORY)) {
      long first =
          micros(
              fixture,
              epoch -> {
                for (long input = 0; input < inputs; input++) {
                  epoch.add("group", input, 1);
                }
              });
      long second = micros(fixture, epoch -> epoch.add("group", inputs - 1, -1));
      max.reset();
      long[] each = new long[epochs];
      for (int i = 0; i < epochs; i++) {
        long input = inputs - 2 - i;
        each[i] = micros(fixture, epoch -> epoch.add("group", input, -1));
      }
      Arrays.sort(each);
      System.out.printf(
          "%s, %d inputs: first load %d us, first change %d us, then median %d us, %d inputs added"
              + " and %d accumulators merged for each change%n",
          name,
          inputs,
          first,
          second,
          each[epochs / 2],
          max.adds() / epochs,
          max.merges() / epochs);
    }
  }

  private static long micros(TreeFixture<Long> fixture, TreeFixture.Adding adding)
      throws IOException {
    long start = System.nanoTime();
    fixture.epoch(adding);
    return (System.nanoTime() - start) / NANOS_PER_MICRO;
  }
}
