// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import dev.pathway.beam.engine.job.SnapshotPlace;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.job.Snapshots;
import dev.pathway.beam.state.live.SnapshotLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of a cluster's jobs, as seen from a member: the one that coordinates a job claims an
 * attempt for each execution of the job's processors. Thread-safe.
 */
final class Attempts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final int MAX_CLAIMS = 100;

  private final HazelcastInstance member;

  /** The attempts claimed here, by Jet's ids of executions. */
  private final Map<Long, Long> claims = new LinkedHashMap<>();

  /** The folders of jobs, which stay open as long as the member runs. */
  private final Map<String, SnapshotPlace> places = new HashMap<>();

  Attempts(HazelcastInstance member) {
    this.member = member;
  }

  /** Returns the number of the attempt that an execution is, which is claimed at the first call. */
  synchronized long claim(JobSpec job, long execution, int members) throws IOException {
    Long claimed = claims.get(execution);
    if (claimed == null) {
      Map<String, Integer> workers = new HashMap<>();
      job.workers().forEach((stage, count) -> workers.put(stage, count * members));
      claimed = Snapshots.begin(log(job), workers, settings(job).plan()).number();
      claims.put(execution, claimed);
      Iterator<Long> oldest = claims.keySet().iterator();
      while (claims.size() > MAX_CLAIMS) {
        oldest.next();
        oldest.remove();
      }
    }
    return claimed;
  }

  private static SnapshotSettings settings(JobSpec job) {
    SnapshotSettings settings = job.snapshots();
    if (settings == null) {
      throw new IllegalArgumentException("job '" + job.name() + "' takes no snapshots");
    }
    return settings;
  }

  /** Returns the log of a job's attempts and snapshots. */
  synchronized SnapshotLog log(JobSpec job) throws IOException {
    String directory = settings(job).directory();
    if (directory == null) {
      return new SnapshotLog(
          new MapSegmentStore(member, job.id()), "job", InstantSource.system(), LOG::warn);
    }
    SnapshotPlace place = places.get(directory);
    if (place == null) {
      place = SnapshotPlace.share(Path.of(directory), LOG::warn);
      places.put(directory, place);
    }
    return place.log();
  }

  @Override
  public synchronized void close() {
    for (SnapshotPlace place : places.values()) {
      try {
        place.close();
      } catch (IOException e) {
        LOG.warn("A state directory could not be left as it was found: {}", e.toString());
      }
    }
    places.clear();
  }
}
