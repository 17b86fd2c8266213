// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.JobStatusEvent;
import com.hazelcast.jet.core.JobStatus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has jobs with snapshots go on at once after the loss of a member: Jet suspends them then, and the
 * oldest member, which coordinates jobs, resumes them. Removes what is left of those that have
 * ended. Thread-safe.
 */
final class JobWatch {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final long RETRY_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final HazelcastInstance member;
  private final Set<Long> watched = ConcurrentHashMap.newKeySet();

  JobWatch(HazelcastInstance member) {
    this.member = member;
  }

  /**
   * Watches a job, unless that is done already.
   *
   * @param jetId the job as Jet knows it
   * @param id the job's own id
   */
  void watch(long jetId, String id) {
    if (watched.add(jetId)) {
      Thread thread = new Thread(() -> listen(jetId, id), "pathway-job-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Not on a thread of Jet's, which would wait for itself. */
  private void listen(long jetId, String id) {
    Job job = member.getJet().getJob(jetId);
    if (job == null) {
      watched.remove(jetId);
      return;
    }
    job.addStatusListener(event -> changed(event, job, id));
  }

  private void changed(JobStatusEvent event, Job job, String id) {
    JobStatus status = event.getNewStatus();
    if (status == JobStatus.SUSPENDED && !event.isUserRequested()) {
      Thread thread = new Thread(() -> resume(job), "pathway-job-resume");
      thread.setDaemon(true);
      thread.start();
    } else if (status.isTerminal()) {
      watched.remove(job.getId());
      if (isOldest()) {
        MapSegmentStore.clear(member, id);
      }
    }
  }

  private void resume(Job job) {
    long start = System.nanoTime();
    while (member.getLifecycleService().isRunning()
        && System.nanoTime() - start < PATIENCE_NANOS
        && job.getStatus() == JobStatus.SUSPENDED) {
      // Before partitions have owners again Jet would try, fail, and wait for seconds.
      if (isOldest() && member.getPartitionService().isClusterSafe()) {
        try {
          job.resume();
          LOG.info(
              "Job '{}' goes on after the loss of a member, {} ms after it was suspended",
              job.getName(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
          return;
        } catch (RuntimeException e) {
          LOG.debug("Job '{}' cannot be resumed yet", job.getName(), e);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
    }
  }

  private boolean isOldest() {
    Member oldest = member.getCluster().getMembers().iterator().next();
    return oldest.localMember();
  }
}
