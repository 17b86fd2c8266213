// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.ProcessorSupplier;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.MemberResources;
import dev.pathway.beam.engine.job.Placement;
import dev.pathway.beam.engine.job.Snapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member's parts of the jobs of its cluster. A part begins with the first of its stages. Once all
 * stages have ended on this member it waits for the other members, since what is left of it, such
 * as temporary files, depends on whether the job ends well on all. Thread-safe.
 */
public final class MemberJobs implements AutoCloseable {
  private static final String CONTEXT_KEY = "dev.pathway.beam.member-jobs";

  /** How many outcomes wait for a submitter, who may be gone. */
  private static final int MAX_OUTCOMES = 100;

  private final HazelcastInstance member;
  private final MemberResources resources = new MemberResources();
  private final Attempts attempts;
  private final JobWatch watch;
  private final Map<String, Part> parts = new HashMap<>();
  private final Map<String, MemberOutcome> outcomes = new LinkedHashMap<>();

  /** A job and how many of its stages are at work. */
  private static final class Part {
    private final Job job;
    private int stages;

    Part(Job job) {
      this.job = job;
    }
  }

  private MemberJobs(HazelcastInstance member) {
    this.member = member;
    attempts = new Attempts(member);
    watch = new JobWatch(member);
  }

  /** Returns the attempts of jobs with snapshots. */
  Attempts attempts() {
    return attempts;
  }

  /** Returns the jobs of a member. */
  public static MemberJobs on(HazelcastInstance member) {
    return (MemberJobs)
        member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new MemberJobs(member));
  }

  /** Begins a stage, and with the first one this member's part of the job. */
  synchronized Job join(JobSpec spec, long attempt, ProcessorSupplier.Context context)
      throws IOException {
    Part part = parts.get(spec.id());
    if (part == null) {
      part = new Part(begin(spec, attempt, context));
      parts.put(spec.id(), part);
      // What became of an attempt that was broken off is of no interest.
      outcomes.remove(spec.id());
    }
    part.stages++;
    return part.job;
  }

  private Job begin(JobSpec spec, long attempt, ProcessorSupplier.Context context)
      throws IOException {
    JobSettings settings = spec.settingsHere();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    MapSplitBoard board =
        new MapSplitBoard(
            member, spec.id(), loader == null ? MemberJobs.class.getClassLoader() : loader);
    Job job =
        new Job(
            spec.id(),
            spec.name(),
            settings,
            resources.budget(settings.memoryBytes()),
            () -> resources.spill(settings),
            new Placement(context.memberIndex(), context.memberCount(), board));
    job.expect(spec.headcount());
    if (spec.snapshots() != null) {
      job.snapshots(Snapshots.of(attempts.log(spec).join(attempt), job));
      watch.watch(context.jobId(), spec.id());
    }
    return job;
  }

  /** Ends a stage; if the job failed, the last one ends this member's part of the job. */
  void leave(String id, @Nullable Throwable error) {
    boolean last;
    synchronized (this) {
      Part part = parts.get(id);
      last = part != null && --part.stages == 0;
    }
    if (last && error != null) {
      end(id, true);
    }
  }

  /** Ends this member's part of a job, unless it has ended: waits for its threads. */
  void end(String id, boolean failed) {
    Part part;
    synchronized (this) {
      part = parts.remove(id);
    }
    if (part == null) {
      return;
    }
    if (failed) {
      part.job.stop();
    }
    boolean ignored = part.job.close();
    MemberOutcome outcome = MemberOutcome.of(part.job);
    synchronized (this) {
      outcomes.put(id, outcome);
      Iterator<String> oldest = outcomes.keySet().iterator();
      while (outcomes.size() > MAX_OUTCOMES) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Returns how things stand with a job, or stood at its end; null if it is not known. */
  synchronized @Nullable MemberOutcome report(String id) {
    Part part = parts.get(id);
    return part == null ? outcomes.get(id) : MemberOutcome.of(part.job);
  }

  /** Returns what became of a job that has ended, and forgets it. */
  synchronized @Nullable MemberOutcome collect(String id) {
    return outcomes.remove(id);
  }

  /** Drains a job. */
  synchronized void drain(String id) {
    Part part = parts.get(id);
    if (part != null) {
      part.job.drain();
    }
  }

  /** Stops all jobs, since the member ends. */
  @Override
  public void close() {
    List<Job> jobs = new ArrayList<>();
    synchronized (this) {
      parts.values().forEach(part -> jobs.add(part.job));
    }
    Job.stopAll(jobs);
    attempts.close();
    resources.close();
  }
}
