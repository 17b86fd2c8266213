// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Row;
import dev.pathway.beam.runner.law.model.Story;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The law of incremental jobs: after each epoch, what the epochs have changed adds up to what a run
 * from scratch gives on the input of that moment.
 */
public final class Law {
  /** Of so many stories one has each epoch in a run of its own; the others are of one job. */
  private static final int RUNS_OF_THEIR_OWN = 4;

  private final Story story;
  private final SplittableRandom random;

  private Law(Story story) {
    this.story = story;
    random = new SplittableRandom(~story.seed());
  }

  /**
   * Checks the law for a story: values, timestamps, windows and panes.
   *
   * @param onDirectRunnerToo whether each epoch is also run from scratch on Beam's DirectRunner,
   *     which must give the same as the story says
   * @throws AssertionError with the steps in question if it does not hold
   */
  public static void check(Story story, boolean onDirectRunnerToo) {
    Law law = new Law(story);
    Path state = newFolder();
    try {
      law.check(state, onDirectRunnerToo);
    } finally {
      delete(state);
    }
  }

  private void check(Path state, boolean onDirectRunnerToo) {
    if (random.nextInt(RUNS_OF_THEIR_OWN) == 0) {
      check(onDirectRunnerToo, epoch -> StoryPipeline.run(story, epoch, options(state)));
    } else {
      String[] up = {"--watch=1d", "--blockOnRun=false"};
      String[] args = Stream.of(options(state), up).flatMap(Stream::of).toArray(String[]::new);
      try (StoryPipeline.Up pipeline = StoryPipeline.start(story, args)) {
        check(onDirectRunnerToo, pipeline::next);
      }
    }
  }

  private void check(boolean onDirectRunnerToo, IntFunction<Map<Integer, Map<Row, Long>>> changes) {
    Map<Integer, Map<Row, Long>> outputs = new TreeMap<>();
    for (int epoch = 0; epoch < story.epochs(); epoch++) {
      Map<Integer, Map<Row, Long>> expected = story.expected(epoch);
      if (onDirectRunnerToo) {
        compare("DirectRunner", epoch, fromScratch(epoch), expected);
      }
      changes.apply(epoch).forEach((place, rows) -> add(outputs, place, rows, 1));
      compare("PathwayRunner", epoch, outputs, expected);
    }
  }

  private Map<Integer, Map<Row, Long>> fromScratch(int epoch) {
    return StoryPipeline.run(
        story,
        epoch,
        "--runner=DirectRunner",
        "--targetParallelism=1",
        "--enforceImmutability=false",
        "--enforceEncodability=false");
  }

  private String[] options(Path state) {
    return new String[] {
      "--runner=PathwayRunner",
      "--incremental",
      "--onDeletion=IGNORE",
      "--stateDir=" + state,
      "--parallelism=" + random.nextInt(1, 4),
      "--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)),
      "--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001),
      "--enforceImmutability=" + random.nextBoolean(),
      "--enforceEncodability=" + random.nextBoolean()
    };
  }

  private void compare(
      String runner,
      int epoch,
      Map<Integer, Map<Row, Long>> actual,
      Map<Integer, Map<Row, Long>> expected) {
    Map<Integer, Map<Row, Long>> tooMany = new TreeMap<>();
    actual.forEach((place, rows) -> add(tooMany, place, rows, 1));
    expected.forEach((place, rows) -> add(tooMany, place, rows, -1));
    if (!tooMany.isEmpty()) {
      int place = tooMany.keySet().iterator().next();
      throw new AssertionError(
          String.format(
              "%s has of collections %s too many (or, below zero, too few)%n%s%nin epoch %d of %s",
              runner, tooMany.keySet(), tooMany.get(place), epoch, story.lineage(List.of(place))));
    }
  }

  private static void add(
      Map<Integer, Map<Row, Long>> outputs, int place, Map<Row, Long> changes, int sign) {
    Map<Row, Long> rows = outputs.computeIfAbsent(place, key -> new HashMap<>());
    changes.forEach((row, diff) -> rows.merge(row, sign * diff, Long::sum));
    rows.values().removeIf(count -> count == 0);
    if (rows.isEmpty()) {
      outputs.remove(place);
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("law");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
