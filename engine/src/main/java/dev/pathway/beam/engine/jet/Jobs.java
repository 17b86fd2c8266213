// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import dev.pathway.beam.engine.job.Job;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that run on a member, by id. */
public final class Jobs {
  private static final String CONTEXT_KEY = "dev.pathway.beam.jobs";

  private final Map<String, Job> jobs = new ConcurrentHashMap<>();

  private Jobs() {}

  /** Returns the jobs of a member. */
  public static Jobs on(HazelcastInstance member) {
    return (Jobs) member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new Jobs());
  }

  /** Adds a job. */
  public void add(Job job) {
    jobs.put(job.id(), job);
  }

  /** Returns the job with an id, which must be there. */
  Job get(String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new IllegalStateException("no job " + id + " on this member");
    }
    return job;
  }

  /** Returns whether a job is there. */
  public boolean contains(String id) {
    return jobs.containsKey(id);
  }

  /** Forgets a job. */
  public void remove(Job job) {
    jobs.remove(job.id());
  }
}
