// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import dev.pathway.beam.runner.ForkedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * When a run of a {@link CrashChain} is killed: some time after a file has appeared. What it does
 * then is told by the file; that also happens in runs that roll forward what another has left.
 */
enum CrashMoment {
  /** Wherever it is. */
  ANY_TIME("in", "(?!)", 0),
  /** Outputs begin to be staged. */
  STAGING("state/files", "staging.journal", 60_000),
  /** The state of the epoch is written. */
  WRITING("state/trace", "trace-.*", 5_000),
  /** The manifest is about to be replaced. */
  COMMITTING("state/trace", "manifest.tmp", 3_000),
  /** The manifest has been replaced. */
  COMMITTED("state/trace", "manifest", 5_000),
  /** The first folder is published. */
  PUBLISHING("counts/_pathway", "LATEST.json", 5_000),
  /** One in the middle is. */
  PUBLISHING_MORE("letters/c/_pathway", "LATEST.json", 5_000),
  /** The last one is. */
  PUBLISHING_LAST("windows/_pathway", "LATEST.json", 5_000);

  private static final int POLL_MILLIS = 10;
  private static final int MOST_RUN_MILLIS = 1_500;

  private final String folder;
  private final String name;
  private final int mostMicros;

  CrashMoment(String folder, String name, int mostMicros) {
    this.folder = folder;
    this.name = name;
    this.mostMicros = mostMicros;
  }

  /** Starts a run, and waits until it is to be killed, or has ended before. */
  void await(ForkedProgram program, Path chain, String run, SplittableRandom random)
      throws IOException, InterruptedException {
    Path watched = Files.createDirectories(chain.resolve(folder));
    try (WatchService watch = watched.getFileSystem().newWatchService()) {
      watched.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      program.send(run);
      long limit =
          this == ANY_TIME
              ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_RUN_MILLIS))
              : Long.MAX_VALUE;
      while (System.nanoTime() < limit
          && program.process().isAlive()
          && !program.output().contains(CrashChain.done(run))) {
        if (hasAppeared(watch.poll(POLL_MILLIS, TimeUnit.MILLISECONDS))) {
          // Much happens soon after.
          double delay = mostMicros * Math.pow(random.nextDouble(), 3);
          boolean unused = program.process().waitFor((long) delay, TimeUnit.MICROSECONDS);
          return;
        }
      }
    }
  }

  private boolean hasAppeared(WatchKey key) {
    if (key == null) {
      return false;
    }
    boolean found = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      found |= event.context() instanceof Path path && path.toString().matches(name);
    }
    key.reset();
    return found;
  }
}
