// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The input of the word counts: lines of 5 to 15 words from a dictionary of 50 k, whose frequencies
 * fall off as 1/rank, as those of a language do. About 7 bytes a word. Depends on the number of
 * words only.
 */
final class TextFile {

  private static final long SEED = 20_240_603;
  private static final int DICTIONARY_WORDS = 50_000;
  private static final int SHORTEST_LINE = 5;
  private static final int LONGEST_LINE = 15;
  private static final int SHORTEST_WORD = 4;
  private static final int LONGEST_WORD = 8;

  private TextFile() {}

  /** Returns where the text of the given parameters is, whether made yet or not. */
  static Path path(Parameters parameters) {
    return parameters.dataDirectory().resolve("text-" + parameters.size() + "-words.txt");
  }

  /** Makes the text of the given parameters, unless it is there. A half-made file is never seen. */
  static void prepare(Parameters parameters) throws IOException {
    Path path = path(parameters);
    if (Files.exists(path)) {
      return;
    }
    Files.createDirectories(parameters.dataDirectory());
    Path partial = Files.createTempFile(parameters.dataDirectory(), "text-", ".partial");
    try (BufferedWriter writer = Files.newBufferedWriter(partial)) {
      write(parameters.size(), writer);
    }
    Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(long words, BufferedWriter writer) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    String[] dictionary = dictionary(random);
    double[] cumulative = cumulativeFrequencies(dictionary.length);
    long written = 0;
    while (written < words) {
      long lineEnd = Math.min(words, written + random.nextInt(SHORTEST_LINE, LONGEST_LINE + 1));
      for (; written < lineEnd; written++) {
        writer.write(dictionary[rank(cumulative, random)]);
        writer.write(written + 1 < lineEnd ? ' ' : '\n');
      }
    }
  }

  private static String[] dictionary(SplittableRandom random) {
    Set<String> words = new LinkedHashSet<>();
    while (words.size() < DICTIONARY_WORDS) {
      char[] letters = new char[random.nextInt(SHORTEST_WORD, LONGEST_WORD + 1)];
      for (int i = 0; i < letters.length; i++) {
        letters[i] = (char) ('a' + random.nextInt(26));
      }
      words.add(new String(letters));
    }
    return words.toArray(new String[0]);
  }

  private static double[] cumulativeFrequencies(int ranks) {
    double[] cumulative = new double[ranks];
    double total = 0;
    for (int i = 0; i < ranks; i++) {
      total += 1.0 / (i + 1);
      cumulative[i] = total;
    }
    return cumulative;
  }

  private static int rank(double[] cumulative, SplittableRandom random) {
    double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
    int position = Arrays.binarySearch(cumulative, drawn);
    return Math.min(position < 0 ? -position - 1 : position + 1, cumulative.length - 1);
  }
}
