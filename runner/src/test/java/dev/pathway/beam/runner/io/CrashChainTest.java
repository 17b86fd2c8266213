// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.ForkedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chain of incremental runs on inputs that change, whose processes are killed at any time. {@code
 * -Dpathway.crash.kills=50} kills more of them, {@code -Dpathway.crash.seed=2} at other moments.
 */
final class CrashChainTest {
  private static final int KILLS = Integer.getInteger("pathway.crash.kills", 12);
  private static final long SEED = Long.getLong("pathway.crash.seed", 1);
  private static final int MANY_KILLS = 50;
  private static final int READ_MILLIS = 5;
  private static final String PUBLISHING = "P";
  private static final String STAGED = "S";
  private static final String NOTHING = ".";

  @TempDir private Path folder;

  private final CrashHistory history = new CrashHistory(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);

  /** The last version of the input that a run was given. */
  private final AtomicInteger attempted = new AtomicInteger();

  /** What kills left behind, for each moment. */
  private final Map<CrashMoment, StringBuilder> left = new EnumMap<>(CrashMoment.class);

  @Test
  void run_killedAnywhere_outputsAreWholeAndTheNextRunMakesThemRight() throws Exception {
    VisibleOutputs outputs = new VisibleOutputs(folder, history);
    Files.createDirectories(CrashChain.in(folder));
    ScheduledExecutorService readers = Executors.newSingleThreadScheduledExecutor();
    try {
      Future<?> reader =
          readers.scheduleWithFixedDelay(
              () -> check(outputs), 0, READ_MILLIS, TimeUnit.MILLISECONDS);
      List<CrashMoment> moments = List.of(CrashMoment.values());
      for (int kill = 0; kill < KILLS; kill++) {
        runAndKill(outputs, moments.get(kill % moments.size()));
        outputs.check(attempted.get());
        if (reader.isDone()) {
          reader.get(); // Throws what the reader found.
        }
      }
      try (ForkedProgram program = start()) {
        run(program, outputs);
      }
      readers.shutdown();
      assertThat(readers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      readers.shutdownNow();
    }
    System.out.printf("seed %d, left by kills: %s%n", SEED, left);
    if (KILLS >= MANY_KILLS) {
      assertThat(left.toString()).contains(PUBLISHING).contains(STAGED);
    }
  }

  private void check(VisibleOutputs outputs) {
    try {
      outputs.check(attempted.get());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ForkedProgram start() throws IOException {
    return ForkedProgram.start(
        folder,
        // What matters is how soon it runs.
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        CrashChain.class.getName(),
        folder.toString());
  }

  /** Has a process do some runs, and kills it in the next one. */
  private void runAndKill(VisibleOutputs outputs, CrashMoment moment) throws Exception {
    try (ForkedProgram program = start()) {
      for (int runs = random.nextInt(3); runs > 0; runs--) {
        run(program, outputs);
      }
      moment.await(program, folder, nextRun(), random);
      assertThat(program.process().isAlive()).as(program.output()).isTrue();
      program.process().destroyForcibly().waitFor();
    }
    left.computeIfAbsent(moment, key -> new StringBuilder()).append(leftBehind());
  }

  private void run(ForkedProgram program, VisibleOutputs outputs) throws Exception {
    String run = nextRun();
    program.send(run);
    program.awaitOutput(CrashChain.done(run));
    outputs.checkEnd(attempted.get());
  }

  /** Changes the inputs, but not always, and returns what to name the run on them. */
  private String nextRun() throws IOException {
    int before = attempted.get();
    if (before == 0 || random.nextInt(4) > 0) {
      CrashHistory.Version next = history.version(before + 1);
      next.write(CrashChain.in(folder), history.version(before), before + 1);
      Files.write(CrashChain.created(folder), next.created());
      attempted.incrementAndGet();
    }
    return attempted + "-" + random.nextInt(Integer.MAX_VALUE);
  }

  /** Returns whether files are half published, or staged. */
  private String leftBehind() {
    boolean isPublishing =
        CrashChain.outputs().stream()
            .map(output -> LatestJson.read(folder.resolve(output)))
            .anyMatch(latest -> latest.epoch() > 0 && !latest.complete());
    if (isPublishing) {
      return PUBLISHING;
    }
    return Files.exists(CrashChain.state(folder).resolve("files/staging.journal"))
        ? STAGED
        : NOTHING;
  }
}
