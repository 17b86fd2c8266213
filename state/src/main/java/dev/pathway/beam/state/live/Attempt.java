// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A start of a job, as one member sees it: opens the state of workers as it was in the snapshot it
 * goes on from, and commits new ones. Thread-safe.
 */
public final class Attempt {
  private final Where where;
  private final Begun begun;
  private final AttemptBase base;
  private final @Nullable Begun baseBegun;
  private final Restoring restoring;
  private final Sweep sweep;

  Attempt(Where where, Begun begun, AttemptBase base, @Nullable Begun baseBegun) {
    this.where = where;
    this.begun = begun;
    this.base = base;
    this.baseBegun = baseBegun;
    this.restoring = new Restoring(where, base, baseBegun);
    this.sweep = new Sweep(where, begun.attempt(), base);
  }

  /** The log that an attempt belongs to, and what goes with it. */
  record Where(
      SegmentStore store,
      JobNames names,
      JobLog log,
      String job,
      InstantSource clock,
      Consumer<String> warnings) {}

  /** Returns its number: greater than those of all attempts before, positive. */
  public long number() {
    return begun.attempt();
  }

  /** Returns the number of the snapshot that it goes on from, 0 if there is none. */
  public long baseSnapshot() {
    return base.snapshot();
  }

  /**
   * Returns the greatest number that a snapshot of the job was committed with before. It is that of
   * the {@linkplain #baseSnapshot snapshot it goes on from}, unless a later one was damaged;
   * numbers of new ones are to be greater.
   */
  public long lastSnapshot() {
    return base.lastSnapshot();
  }

  /** Returns the description that the attempt of its base began with, null if there is no base. */
  public byte @Nullable [] baseDescription() {
    return baseBegun == null ? null : baseBegun.description().clone();
  }

  /**
   * Opens the state of a worker: for each of its partitions, what whoever owned it had.
   *
   * @param stage one of those that the attempt began with
   * @param ownedPartitions the partitions of the worker
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if a file is not as it was
   *     written: the next attempt goes on from a snapshot before
   */
  public LiveStore open(String stage, int worker, int[] ownedPartitions, LiveResources resources)
      throws IOException {
    PartitionSet owned = PartitionSet.of(ownedPartitions);
    return open(stage, worker, owned, restoring.layers(stage, owned, resources), resources);
  }

  /**
   * Opens the state of a worker of a stage whose workers have the same state each: that which one
   * of them had. Any partition is this worker's.
   *
   * @param stage one of those that the attempt began with
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if a file is not as it was
   *     written: the next attempt goes on from a snapshot before
   */
  public LiveStore openReplica(String stage, int worker, LiveResources resources)
      throws IOException {
    return open(
        stage, worker, PartitionSet.ALL, restoring.replica(stage, worker, resources), resources);
  }

  /**
   * Commits a snapshot, of which all workers have uploaded their part: from here on, the job goes
   * on from it. Any number of members may do so, once or more. The first one that does also deletes
   * files that are not needed any more.
   *
   * @throws StaleAttemptException if a later attempt has begun; nothing has been committed then
   */
  public synchronized void commit(long snapshot) throws IOException {
    if (append(snapshot)) {
      sweep.run(where.log().read());
    }
  }

  /**
   * Returns the beginning of an attempt.
   *
   * @throws StaleAttemptException if there is none
   */
  static Begun begun(JobLog log, String job, long attempt) throws IOException {
    if (log.find(attempt) instanceof Begun found) {
      return found;
    }
    throw new StaleAttemptException(
        "Attempt "
            + attempt
            + " at job '"
            + job
            + "' is not in the log of the job: its snapshots were deleted, or attempts after it"
            + " have committed some");
  }

  private LiveStore open(
      String stage, int worker, PartitionSet owned, List<Layer> layers, LiveResources resources) {
    int stageNumber = begun.stageNumber(stage);
    if (stageNumber < 0) {
      throw new IllegalArgumentException("The attempt has no stage '" + stage + "'");
    }
    return new LiveStore(
        resources,
        owned,
        layers,
        new WorkerUploads(
            where.store(), where.names(), number(), stage, stageNumber, worker, baseSnapshot()));
  }

  /** Adds the commit to the log; returns whether it was not there. */
  private boolean append(long snapshot) throws IOException {
    @Nullable Committed commit = null;
    while (true) {
      begun(where.log(), where.job(), number());
      long last = where.log().last();
      LogEntry latest = where.log().find(last);
      if (latest == null) {
        continue; // Deleted meanwhile, so that there are later ones.
      }
      if (latest.attempt() > number()) {
        throw stale(snapshot, latest.attempt());
      }
      if (latest instanceof Committed before && before.snapshot() >= snapshot) {
        return false;
      }
      if (commit == null) {
        commit = new Committed(number(), snapshot, where.clock().millis(), manifests(snapshot));
      }
      if (where.log().append(last + 1, commit)) {
        checkPlace(last + 1, snapshot);
        return true;
      }
    }
  }

  /** Returns, of each worker, the latest manifest up to a snapshot. */
  private List<String> manifests(long snapshot) throws IOException {
    String start = where.names().manifests(number());
    TreeSet<String> all = new TreeSet<>(where.store().list(start));
    List<String> latest = new ArrayList<>();
    for (Map.Entry<String, Integer> stage : begun.workers().entrySet()) {
      int stageNumber = begun.stageNumber(stage.getKey());
      for (int worker = 0; worker < stage.getValue(); worker++) {
        String wanted = where.names().manifest(number(), stageNumber, worker, snapshot);
        String found = all.floor(wanted);
        if (found == null || !JobNames.folderOf(found).equals(JobNames.folderOf(wanted))) {
          checkLatest(snapshot);
          throw new IOException(
              "Snapshot "
                  + snapshot
                  + " of job '"
                  + where.job()
                  + "' cannot be committed: worker "
                  + worker
                  + " of stage '"
                  + stage.getKey()
                  + "' has uploaded nothing");
        }
        latest.add(found.substring(start.length()));
      }
    }
    return latest;
  }

  /** Throws an exception if a later attempt has begun, which may have deleted what there was. */
  private void checkLatest(long snapshot) throws IOException {
    long latest = Collections.max(where.log().read().attempts());
    if (latest > number()) {
      throw stale(snapshot, latest);
    }
  }

  /** Makes sure that the place was not one that had been taken and became free again. */
  private void checkPlace(long place, long snapshot) throws IOException {
    LogEntry latest = null;
    while (latest == null) {
      long last = where.log().last();
      if (last == place) {
        return;
      }
      latest = where.log().find(last);
    }
    if (latest.attempt() == number()) {
      return;
    }
    long next = latest.attempt();
    for (long earlier : begun(where.log(), where.job(), latest.attempt()).earlier()) {
      if (earlier > number()) {
        next = earlier;
        break;
      }
    }
    if (next <= place) {
      where.log().delete(place);
      throw stale(snapshot, latest.attempt());
    }
  }

  private StaleAttemptException stale(long snapshot, long latest) {
    return new StaleAttemptException(
        "Attempt "
            + number()
            + " at job '"
            + where.job()
            + "' cannot commit snapshot "
            + snapshot
            + ": attempt "
            + latest
            + " has begun since");
  }
}
