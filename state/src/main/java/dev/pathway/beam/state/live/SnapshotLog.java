// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a job in a store, which jobs of other names may share.
 *
 * <p>Each start of the job is an {@linkplain Attempt attempt}; only the latest one commits
 * snapshots. Two snapshots are kept, so that there is another one if a file of the last is damaged.
 * Thread-safe.
 */
public final class SnapshotLog {
  private final SegmentStore store;
  private final String job;
  private final JobNames names;
  private final JobLog log;
  private final InstantSource clock;
  private final Consumer<String> warnings;

  /**
   * Opens the log of a job, which may be empty.
   *
   * @param job a name of the job, the same at each start
   * @param clock the time of commits
   * @param warnings takes a sentence about each thing that was damaged, or could not be cleaned up
   */
  public SnapshotLog(
      SegmentStore store, String job, InstantSource clock, Consumer<String> warnings) {
    this.store = store;
    this.job = job;
    this.names = new JobNames(job);
    this.log = new JobLog(store, names);
    this.clock = clock;
    this.warnings = warnings;
  }

  /**
   * Begins an attempt, which all earlier ones give way to: from here on they commit nothing. It
   * goes on from the latest snapshot of which all files are there.
   *
   * @param workersOfStages the number of workers of each stage
   * @param description what is known of the pipeline, for the attempt after this
   * @throws StaleAttemptException if another attempt began meanwhile, and has gone further
   * @throws IOException if there were snapshots, but none is whole
   */
  public Attempt begin(Map<String, Integer> workersOfStages, byte[] description)
      throws IOException {
    while (true) {
      JobLog.Contents before = log.read();
      long number = before.last() + 1;
      Begun begun =
          new Begun(number, before.attempts(), new TreeMap<>(workersOfStages), description);
      if (!log.append(number, begun)) {
        continue;
      }
      if (log.last() != number) {
        // Somebody was faster: either began later, or long ago, and the place became free again.
        log.delete(number);
        continue;
      }
      return attempt(begun, base(before, number));
    }
  }

  /**
   * Returns an attempt that another member has begun.
   *
   * @throws StaleAttemptException if it is not there any more
   */
  public Attempt join(long number) throws IOException {
    return attempt(
        Attempt.begun(log, job, number),
        AttemptBase.decode(names.base(number), StoredSnapshots.read(store, names.base(number))));
  }

  /** Returns the snapshots that the job can go on from, from the oldest to the newest. */
  public List<SnapshotInfo> list() throws IOException {
    JobLog.Contents contents = log.read();
    StoredSnapshots snapshots = new StoredSnapshots(store, names);
    List<SnapshotInfo> found = new ArrayList<>();
    for (Committed committed : contents.commits().values()) {
      try {
        found.add(snapshots.check(committed, contents.begun(committed.attempt())));
      } catch (DamagedSegmentException e) {
        warnings.accept(notWhole(committed, e));
      }
    }
    return found;
  }

  /**
   * Returns the description of the attempt that has taken the latest snapshot, null if there is
   * none.
   */
  public byte @Nullable [] latestDescription() throws IOException {
    JobLog.Contents contents = log.read();
    if (contents.commits().isEmpty()) {
      return null;
    }
    Begun begun = contents.begun(contents.commits().lastEntry().getValue().attempt());
    return begun == null ? null : begun.description().clone();
  }

  /** Deletes all there is of the job; an attempt that is under way commits nothing any more. */
  public void deleteAll() throws IOException {
    // Commits first: one that is still there is whole.
    for (String prefix : List.of(names.logs(), names.all())) {
      for (String name : store.list(prefix)) {
        store.delete(name);
      }
    }
  }

  private Attempt attempt(Begun begun, AttemptBase base) throws IOException {
    Begun before = base.isNone() ? null : Attempt.begun(log, job, base.attempt());
    return new Attempt(
        new Attempt.Where(store, names, log, job, clock, warnings), begun, base, before);
  }

  /** Finds the base of an attempt and stores which it is, for those that join. */
  private AttemptBase base(JobLog.Contents before, long attempt) throws IOException {
    try {
      AttemptBase base = findBase(before);
      store.put(names.base(attempt), base.encode());
      return base;
    } catch (IOException e) {
      if (log.last() == attempt) {
        throw e;
      }
      StaleAttemptException stale =
          new StaleAttemptException(
              "Attempt " + attempt + " at job '" + job + "' cannot go on: another has begun since");
      stale.addSuppressed(e);
      throw stale;
    }
  }

  private AttemptBase findBase(JobLog.Contents contents) throws IOException {
    contents.damaged().values().forEach(warnings);
    StoredSnapshots snapshots = new StoredSnapshots(store, names);
    List<String> problems = new ArrayList<>(contents.damaged().values());
    long last = 0;
    for (Committed committed : contents.commits().values()) {
      last = Math.max(last, committed.snapshot());
    }
    for (Map.Entry<Long, Committed> each : contents.commits().descendingMap().entrySet()) {
      Committed committed = each.getValue();
      try {
        snapshots.check(committed, contents.begun(committed.attempt()));
        return new AttemptBase(each.getKey(), committed.attempt(), committed.snapshot(), last);
      } catch (DamagedSegmentException e) {
        problems.add(notWhole(committed, e));
        warnings.accept(notWhole(committed, e));
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(
          "Job '"
              + job
              + "' cannot go on, as no snapshot is whole; delete its snapshots to begin anew. "
              + String.join(" ", problems));
    }
    return AttemptBase.NONE;
  }

  private String notWhole(Committed committed, DamagedSegmentException problem) {
    return "Snapshot "
        + committed.snapshot()
        + " of job '"
        + job
        + "' is not whole and is passed over. "
        + problem.getMessage();
  }
}
