// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Story;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

/**
 * Checks the law for a range of seeds, some at a time, and remembers in a file below {@code
 * target/law} how far it has come, so that it can be stopped at any time.
 */
public final class Sweep {
  private static final Logger LOG = Logger.getLogger("dev.pathway");
  private static final int CHUNK = 50;
  private static final Path FOLDER = Path.of("target/law");

  private final long first;
  private final long end;
  private final boolean onDirectRunnerToo;
  private final Path progress;
  private final AtomicLong epochs = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private long next;
  private double seconds;

  private Sweep(long first, long end, boolean onDirectRunnerToo) {
    this.first = first;
    this.end = end;
    this.onDirectRunnerToo = onDirectRunnerToo;
    progress = FOLDER.resolve((onDirectRunnerToo ? "direct-" : "") + first + "-" + end);
  }

  /**
   * Checks a range of seeds; those that fail become part of the tests. Goes on where it was
   * stopped.
   *
   * @param range the first seed, two dots, and the one behind the last
   * @param onDirectRunnerToo as for {@link Law#check}
   * @return how many failed
   */
  public static long run(String range, boolean onDirectRunnerToo) throws IOException {
    String[] ends = range.split("\\.\\.", 2);
    Sweep sweep = new Sweep(Long.parseLong(ends[0]), Long.parseLong(ends[1]), onDirectRunnerToo);
    // It would be most of what is printed.
    LOG.setLevel(Level.WARNING);
    sweep.load();
    while (sweep.next < sweep.end) {
      sweep.runChunk();
    }
    Files.delete(sweep.progress);
    return sweep.failures.get();
  }

  private void load() throws IOException {
    Files.createDirectories(FOLDER);
    next = first;
    if (Files.exists(progress)) {
      Properties before = new Properties();
      before.load(Files.newBufferedReader(progress));
      next = Long.parseLong(before.getProperty("next"));
      epochs.set(Long.parseLong(before.getProperty("epochs")));
      rows.set(Long.parseLong(before.getProperty("rows")));
      failures.set(Long.parseLong(before.getProperty("failures")));
      seconds = Double.parseDouble(before.getProperty("seconds"));
    }
  }

  private void runChunk() throws IOException {
    long start = System.nanoTime();
    long chunkEnd = Math.min(next + CHUNK, end);
    LongStream.range(next, chunkEnd).parallel().forEach(this::check);
    if (isProcessEnding()) {
      throw new IllegalStateException("stopped");
    }
    next = chunkEnd;
    seconds += (System.nanoTime() - start) / 1e9;
    String text =
        String.format(
            "next=%d%nepochs=%d%nrows=%d%nfailures=%d%nseconds=%.1f%n",
            next, epochs.get(), rows.get(), failures.get(), seconds);
    Files.writeString(progress, text);
    System.out.println(
        "law " + progress.getFileName() + ": " + String.join(" ", text.lines().toList()));
  }

  private void check(long seed) {
    Story story = Story.of(seed);
    try {
      Law.check(story, onDirectRunnerToo);
    } catch (RuntimeException | AssertionError e) {
      if (isProcessEnding()) {
        // Which stops all jobs: it says nothing of the seed.
        return;
      }
      failures.incrementAndGet();
      report(seed, story, e);
    }
    epochs.addAndGet(story.epochs());
    rows.addAndGet(story.rows());
  }

  private static boolean isProcessEnding() {
    Thread never = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(never);
    } catch (IllegalStateException e) {
      return true;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(never);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static synchronized void report(long seed, Story story, Throwable failure) {
    System.out.println(
        "law: seed " + seed + " failed: " + failure + "\n" + story.lineage(story.observed()));
    try {
      Seeds.LAW.add(seed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
