// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import dev.pathway.beam.state.live.WorkerManifest.StoredLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deletes what no snapshot needs that is kept: of the one that the attempt began with and its own,
 * the last two. What later attempts have written is not touched, nor what may be part of an upload
 * that is under way. Thread-confined.
 */
final class Sweep {
  private static final int KEPT = 2;

  private final Attempt.Where where;
  private final long attempt;
  private final AttemptBase base;

  /** The segments that manifests name, which never change. */
  private Map<String, List<String>> segmentsOf = new HashMap<>();

  Sweep(Attempt.Where where, long attempt, AttemptBase base) {
    this.where = where;
    this.attempt = attempt;
    this.base = base;
  }

  /** Deletes after a commit of the attempt; a failure is only worth a warning. */
  void run(JobLog.Contents log) {
    try {
      NavigableMap<Long, Committed> kept = kept(log);
      List<Committed> commits = new ArrayList<>(kept.values());
      if (commits.size() < (base.isNone() ? 1 : KEPT)) {
        return; // Later attempts have gone further and deleted some of them.
      }
      Set<String> manifests = new HashSet<>();
      commits.forEach(commit -> manifests.addAll(where.names().manifests(commit)));
      Set<String> segments = segmentsOf(manifests);
      // Commits first: one that is still there is whole.
      deleteCommits(log, kept);
      deleteManifests(manifests, commits.get(commits.size() - 1).snapshot());
      deleteSegments(segments, commits.get(commits.size() - 1).snapshot());
      deleteMarks();
    } catch (IOException e) {
      where
          .warnings()
          .accept(
              "Cannot delete old snapshots of job '"
                  + where.job()
                  + "'; the next commit tries again: "
                  + e);
    }
  }

  /** Returns the commits to keep, by their places. */
  private NavigableMap<Long, Committed> kept(JobLog.Contents log) {
    TreeMap<Long, Committed> kept = new TreeMap<>();
    log.commits()
        .forEach(
            (place, commit) -> {
              if (place == base.place() || commit.attempt() == attempt) {
                kept.put(place, commit);
              }
            });
    while (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
    return kept;
  }

  private Set<String> segmentsOf(Set<String> manifests) throws IOException {
    Map<String, List<String>> known = new HashMap<>();
    Set<String> segments = new HashSet<>();
    for (String name : manifests) {
      List<String> named = segmentsOf.get(name);
      if (named == null) {
        named = new ArrayList<>();
        byte[] content = StoredSnapshots.read(where.store(), name);
        for (StoredLayer layer : WorkerManifest.decode(name, content).layers()) {
          if (layer.stored() != null) {
            named.add(layer.stored().name());
          }
        }
      }
      known.put(name, named);
      segments.addAll(named);
    }
    segmentsOf = known;
    return segments;
  }

  private void deleteCommits(JobLog.Contents log, NavigableMap<Long, Committed> kept)
      throws IOException {
    Set<Long> attempts = new HashSet<>();
    attempts.add(attempt);
    kept.values().forEach(commit -> attempts.add(commit.attempt()));
    for (Map.Entry<Long, LogEntry> each : log.entries().entrySet()) {
      long place = each.getKey();
      boolean isKept =
          each.getValue() instanceof Begun ? attempts.contains(place) : kept.containsKey(place);
      if (!isKept && place < kept.lastKey()) {
        where.log().delete(place);
      }
    }
    for (long place : log.damaged().headMap(kept.lastKey()).keySet()) {
      where.log().delete(place);
    }
    for (String name : where.store().list(where.names().bases())) {
      if (JobNames.lastNumber(name) < attempt) {
        where.store().delete(name);
      }
    }
  }

  private void deleteManifests(Set<String> kept, long snapshot) throws IOException {
    for (String name : where.store().list(where.names().manifests())) {
      long of = where.names().attemptOf(name);
      boolean isOld = of < attempt || (of == attempt && JobNames.lastNumber(name) <= snapshot);
      if (isOld && !kept.contains(name)) {
        where.store().delete(name);
      }
    }
  }

  private void deleteSegments(Set<String> kept, long snapshot) throws IOException {
    for (String name : where.store().list(where.names().segments())) {
      long of = where.names().attemptOf(name);
      boolean isOld =
          of < attempt || (of == attempt && JobNames.snapshotOfSegment(name) <= snapshot);
      if (isOld && !kept.contains(name)) {
        where.store().delete(name);
      }
    }
  }

  private void deleteMarks() throws IOException {
    Set<String> there = null;
    for (String name : where.store().list(where.names().damaged())) {
      if (there == null) {
        there = new HashSet<>(where.store().list(where.names().segments()));
      }
      if (!there.contains(where.names().segmentOfDamaged(name))) {
        where.store().delete(name);
      }
    }
  }
}
