// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that all members of a cluster are asked about a job, or told. */
public final class MemberCall
    implements Callable<@Nullable MemberOutcome>, HazelcastInstanceAware, Serializable {
  /** What is asked. */
  public enum Kind {
    /** How do things stand? */
    REPORT,
    /** End as soon as what was read is done with. */
    DRAIN,
    /** The job has ended well on all members. */
    SUCCEEDED,
    /** The job has failed, or was cancelled. */
    FAILED,
    /** What became of the job? Asked once. */
    COLLECT
  }

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(MemberCall.class);
  private static final String EXECUTOR = "pathway.calls";

  private final Kind kind;
  private final String jobId;
  private transient @Nullable HazelcastInstance member;

  private MemberCall(Kind kind, String jobId) {
    this.kind = kind;
    this.jobId = jobId;
  }

  /**
   * Asks all members, and waits for their answers.
   *
   * @param from a member, or a client of the cluster
   * @return the answers of those that know of the job; one that leaves meanwhile gives none
   */
  public static List<MemberOutcome> toAll(HazelcastInstance from, Kind kind, String jobId)
      throws InterruptedException {
    List<MemberOutcome> answers = new ArrayList<>();
    Map<Member, Future<@Nullable MemberOutcome>> calls =
        from.getExecutorService(EXECUTOR).submitToAllMembers(new MemberCall(kind, jobId));
    for (Map.Entry<Member, Future<@Nullable MemberOutcome>> call : calls.entrySet()) {
      try {
        MemberOutcome answer = call.getValue().get();
        if (answer != null) {
          answers.add(answer);
        }
      } catch (ExecutionException e) {
        LOG.warn("No answer from {} about job {}: {}", call.getKey(), jobId, e.getMessage());
      }
    }
    return answers;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    member = instance;
  }

  @Override
  public @Nullable MemberOutcome call() {
    if (member == null) {
      throw new IllegalStateException("not on a member");
    }
    MemberJobs jobs = MemberJobs.on(member);
    return switch (kind) {
      case REPORT -> jobs.report(jobId);
      case COLLECT -> jobs.collect(jobId);
      case DRAIN -> {
        jobs.drain(jobId);
        yield null;
      }
      case SUCCEEDED, FAILED -> {
        jobs.end(jobId, kind == Kind.FAILED);
        yield null;
      }
    };
  }
}
