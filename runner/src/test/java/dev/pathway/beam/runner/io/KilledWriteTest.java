// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.ForkedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incremental writes in processes that are killed at any time. */
final class KilledWriteTest {
  private static final int KILLS = Integer.getInteger("pathway.write.kills", 12);
  private static final long SEED = Long.getLong("pathway.write.seed", 1);
  private static final int MOST_RUNS_MILLIS = 800;
  private static final int MOST_STAGING_MILLIS = 40;
  private static final Pattern DONE = Pattern.compile("done (\\d+)");

  @TempDir private Path temporary;

  @Test
  void run_killedAnywhere_filesAreWholeAndTheNextRunMakesThemRight() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Path folder = temporary.resolve("out");
    int done = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      done = killed(folder, done, random);
      check(folder, done);
    }
    assertThat(done).as("runs that ended").isPositive();
  }

  /** Goes on after a number of runs, until a kill; returns the number of runs after that. */
  private int killed(Path folder, int done, SplittableRandom random) throws Exception {
    try (ForkedProgram program =
        ForkedProgram.start(
            temporary,
            // What matters is how soon it runs.
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            WriteChain.class.getName(),
            folder.toString(),
            Long.toString(SEED),
            Integer.toString(done + 1))) {
      program.awaitOutput("start " + (done + 1));
      if (random.nextBoolean()) {
        program.awaitOutput("done ");
        pause(program, random.nextInt(MOST_RUNS_MILLIS));
      } else {
        // Sooner: perhaps it rolls forward what the last one has left.
        awaitStaging(program, folder);
        pause(program, random.nextInt(MOST_STAGING_MILLIS));
      }
      assertThat(program.process().isAlive()).as(program.output()).isTrue();
      program.process().destroyForcibly().waitFor();
      return DONE.matcher(program.output())
          .results()
          .mapToInt(result -> Integer.parseInt(result.group(1)))
          .max()
          .orElse(done);
    }
  }

  private static void pause(ForkedProgram program, int millis) throws InterruptedException {
    boolean unused = program.process().waitFor(millis, TimeUnit.MILLISECONDS);
  }

  private static void awaitStaging(ForkedProgram program, Path folder) throws InterruptedException {
    Path journal = folder.resolve("state/files/staging.journal");
    boolean ended = false;
    while (!ended && !Files.exists(journal)) {
      ended = program.process().waitFor(1, TimeUnit.MILLISECONDS);
    }
  }

  /** Checks what is visible after a kill, some time in the run after those that are done. */
  private static void check(Path folder, int done) throws IOException {
    List<String> before = WriteChain.lines(SEED, done);
    List<String> after = WriteChain.lines(SEED, done + 1);
    Path text = WriteChain.text(folder);
    checkFolder(text, done == 0 ? List.of() : before, after);
    for (String letter : List.of("a", "b", "c", "d")) {
      checkFolder(
          WriteChain.letters(folder).resolve(letter),
          done == 0 ? List.of() : WriteChain.byLetter(before).getOrDefault(letter, List.of()),
          WriteChain.byLetter(after).getOrDefault(letter, List.of()));
    }
  }

  private static void checkFolder(Path folder, List<String> before, List<String> after)
      throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (Path file : OutputFiles.files(folder)) {
      List<String> lines = Files.readAllLines(file);
      assertThat(lines)
          .as("%s is whole", file)
          .startsWith(WriteChain.BEGIN)
          .endsWith(WriteChain.END);
      List<String> content = lines.subList(1, lines.size() - 1);
      assertThat(before.containsAll(content) || after.containsAll(content))
          .as("%s is of one epoch", file)
          .isTrue();
    }
    for (String name : OutputFiles.latest(folder)) {
      assertThat(folder.resolve(name)).exists();
    }
    if (OutputFiles.isComplete(folder)) {
      List<Path> latest = OutputFiles.latest(folder).stream().map(folder::resolve).toList();
      assertThat(WriteChain.content(latest)).isIn(before, after);
    }
  }
}
