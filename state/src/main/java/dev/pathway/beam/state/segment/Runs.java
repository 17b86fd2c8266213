// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sorted runs that a holder of state has written, for want of memory: segments in the spill
 * directory.
 *
 * <p>Runs are kept in the order in which they were written. 64 runs that follow each other and have
 * been merged equally often are merged to one, so that a record is written a logarithmic number of
 * times. Thread-confined.
 */
public final class Runs implements AutoCloseable {
  private static final int MAX_FAN_IN = 64;

  private final int maxFanIn;

  private final Supplier<SpillDirectory> spill;
  private final String purpose;
  private final Merge merge;
  private final List<Run> runs = new ArrayList<>();
  private final List<Segment> opened = new ArrayList<>();

  /** Writes the records of a new run. */
  @FunctionalInterface
  public interface Contents {
    /** Appends all records, in the order of their keys. */
    void writeTo(SegmentWriter out) throws IOException;
  }

  /** Turns several runs into one. */
  @FunctionalInterface
  public interface Merge {
    /** Appends what stands for the records of all the runs, which are in the order of writing. */
    void merge(List<Segment> from, SegmentWriter to) throws IOException;
  }

  /**
   * Starts without runs.
   *
   * @param spill asked for when the first run is written
   * @param purpose a word for people who look into the spill directory
   */
  public Runs(Supplier<SpillDirectory> spill, String purpose, Merge merge) {
    this(spill, purpose, merge, MAX_FAN_IN);
  }

  /** Starts without runs, to be merged so many at a time. */
  public Runs(Supplier<SpillDirectory> spill, String purpose, Merge merge, int maxFanIn) {
    this.maxFanIn = maxFanIn;
    this.spill = requireNonNull(spill, "spill");
    this.purpose = purpose;
    this.merge = merge;
  }

  /** Returns whether nothing has been written. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Writes a new run. */
  public void add(Contents contents) throws IOException {
    runs.add(new Run(write(contents), 0));
    while (countOfLastGeneration() == maxFanIn) {
      mergeLast(maxFanIn);
    }
  }

  /** Opens all runs for reading, no more than 64 of them; none must be added afterwards. */
  public List<Segment> open() throws IOException {
    while (runs.size() > maxFanIn) {
      mergeLast(Math.min(maxFanIn, runs.size() - maxFanIn + 1));
    }
    for (Run run : runs) {
      opened.add(Segment.open(run.path));
    }
    return List.copyOf(opened);
  }

  /**
   * Closes and deletes all runs. Closing twice has no effect.
   *
   * @throws UncheckedIOException the first failure; the rest is deleted
   */
  @Override
  public void close() {
    @Nullable IOException failure = null;
    for (Segment segment : opened) {
      failure = Cleanup.attempt(segment, failure);
    }
    for (Run run : runs) {
      failure = Cleanup.attempt(() -> Files.deleteIfExists(run.path), failure);
    }
    opened.clear();
    runs.clear();
    if (failure != null) {
      throw new UncheckedIOException("Cannot delete sorted runs: " + failure.getMessage(), failure);
    }
  }

  private int countOfLastGeneration() {
    int last = runs.size() - 1;
    int first = last;
    while (first > 0 && runs.get(first - 1).generation == runs.get(last).generation) {
      first--;
    }
    return last - first + 1;
  }

  private void mergeLast(int count) throws IOException {
    List<Run> merged = runs.subList(runs.size() - count, runs.size());
    int generation = merged.get(count - 1).generation + 1;
    List<Segment> segments = new ArrayList<>();
    Path path;
    try {
      for (Run run : merged) {
        segments.add(Segment.open(run.path));
      }
      path = write(out -> merge.merge(segments, out));
    } finally {
      for (Segment segment : segments) {
        segment.close();
      }
    }
    for (Run run : merged) {
      Files.delete(run.path);
    }
    merged.clear();
    runs.add(new Run(path, generation));
  }

  private Path write(Contents contents) throws IOException {
    Path path = spill.get().newFile(purpose);
    try (SegmentWriter writer = SegmentWriter.create(path)) {
      contents.writeTo(writer);
      writer.finish().close();
    }
    return path;
  }

  private record Run(Path path, int generation) {}
}
