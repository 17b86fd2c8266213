// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * A seeded graph whose sources come in ascending order. Out-degrees fall off by a power law from 4
 * to 400; a target is an earlier source in one case of ten, else any vertex.
 */
final class Edges {
  /** Vertices are numbered from 0 to below this. */
  static final int VERTICES = 4_800_000;

  private static final long SEED = 20_261_122;
  private static final int MIN_DEGREE = 4;
  private static final int MAX_DEGREE = 400;
  private static final double EXPONENT = 1.5;
  private static final double TO_EARLIER_SOURCE = 0.1;

  /**
   * Older than what is read once more, since the time of its last change may not tell a further.
   */
  private static final Duration AGE = Duration.ofMinutes(1);

  private final int[] sources;
  private final int[] targets;

  private Edges(int[] sources, int[] targets) {
    this.sources = sources;
    this.targets = targets;
  }

  /** Returns the first edges of the graph. */
  static Edges first(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] sources = new int[count];
    int[] targets = new int[count];
    int edge = 0;
    for (int source = 0; edge < count; source++) {
      double degree = Math.floor(MIN_DEGREE / Math.pow(1 - random.nextDouble(), 1 / EXPONENT));
      for (int left = (int) Math.min(MAX_DEGREE, degree); left > 0 && edge < count; left--) {
        sources[edge] = source;
        targets[edge] =
            source > 0 && random.nextDouble() < TO_EARLIER_SOURCE
                ? random.nextInt(source)
                : random.nextInt(VERTICES);
        edge++;
      }
    }
    return new Edges(sources, targets);
  }

  /** Returns the same edges in a random order. */
  Edges shuffled() {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] from = sources.clone();
    int[] to = targets.clone();
    for (int i = from.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int source = from[i];
      int target = to[i];
      from[i] = from[j];
      to[i] = to[j];
      from[j] = source;
      to[j] = target;
    }
    return new Edges(from, to);
  }

  /** Returns the sources of the edges; not to be changed. */
  int[] sources() {
    return sources;
  }

  /** Returns their targets; not to be changed. */
  int[] targets() {
    return targets;
  }

  /** Writes some of them to a file, as {@code source,target}, that looks as if it were not new. */
  void write(Path file, int begin, int end) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = begin; i < end; i++) {
        out.write(sources[i] + "," + targets[i] + "\n");
      }
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(AGE)));
  }
}
