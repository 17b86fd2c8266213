// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.jet.Job;
import dev.pathway.beam.engine.jet.JobSpec;
import dev.pathway.beam.engine.jet.MemberCall;
import dev.pathway.beam.engine.jet.MemberOutcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job on a cluster, as the process sees it that submitted it. While it runs it keeps the process
 * alive; if the process ends before, by a signal too, the job is cancelled. Thread-safe.
 */
public final class ClusterJob {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterJob.class);

  private final JobSpec spec;
  private final HazelcastInstance client;
  private final @Nullable Job job;
  private final Set<Member> members;
  private final ClassLoader loader;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Thread hook = new Thread(this::cancel, "pathway-shutdown");
  private volatile List<MemberOutcome> outcomes = List.of();
  private volatile boolean cancelled;

  /**
   * Creates the handle of a job that was submitted.
   *
   * @param spec the job
   * @param client the connection, which ends with the job
   * @param job the job as Jet knows it; null if there is nothing to run
   */
  ClusterJob(JobSpec spec, HazelcastInstance client, @Nullable Job job) {
    this.spec = spec;
    this.client = client;
    this.job = job;
    members = new LinkedHashSet<>(client.getCluster().getMembers());
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    loader = context == null ? ClusterJob.class.getClassLoader() : context;
    Runtime.getRuntime().addShutdownHook(hook);
    Thread end = new Thread(this::end, "pathway-" + spec.name() + "-end");
    end.setDaemon(false);
    end.start();
  }

  private void end() {
    Throwable failure;
    try {
      failure = await();
    } catch (Throwable t) {
      failure = t;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("The process ends", e);
    }
    if (failure == null) {
      completion.complete(null);
    } else {
      completion.completeExceptionally(failure);
    }
    client.shutdown();
  }

  /** Waits for the end; returns the failure, or null. */
  private @Nullable Throwable await() throws InterruptedException {
    if (job == null) {
      return null;
    }
    Throwable thrown = null;
    try {
      job.join();
    } catch (RuntimeException e) {
      thrown = e;
    }
    outcomes = MemberCall.toAll(client, MemberCall.Kind.COLLECT, spec.id());
    for (MemberOutcome outcome : outcomes) {
      Throwable failure = outcome.failure(loader).orElse(null);
      if (failure != null) {
        return failure;
      }
    }
    if (thrown != null && cancelled) {
      return new CancellationException("job '" + spec.name() + "' was cancelled");
    }
    return thrown == null ? null : unexpected(thrown);
  }

  private Throwable unexpected(Throwable thrown) {
    Set<Member> gone = new LinkedHashSet<>(members);
    gone.removeAll(client.getCluster().getMembers());
    if (!gone.isEmpty() || thrown.toString().contains("TopologyChangedException")) {
      return new IllegalStateException(
          "job '"
              + spec.name()
              + "' ended since the cluster lost a member"
              + (gone.isEmpty() ? "" : ", " + addresses(gone))
              + ": it does not go on without, run it again",
          thrown);
    }
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private static String addresses(Set<Member> members) {
    return String.join(
        ", ",
        members.stream()
            .map(member -> member.getAddress().getHost() + ":" + member.getAddress().getPort())
            .sorted()
            .toList());
  }

  /** Returns the job's id, unique for each run. */
  public String id() {
    return spec.id();
  }

  /** Returns the job's name. */
  public String name() {
    return spec.name();
  }

  /**
   * Returns the future of the job's end, after which none of its threads runs on any member:
   * normal, with the first failure, or with a {@link CancellationException}.
   */
  public CompletableFuture<Void> completion() {
    return completion.copy();
  }

  /** Cancels the job, unless it ended; returns once the cluster knows. */
  public void cancel() {
    cancelled = true;
    if (job != null && !completion.isDone()) {
      try {
        job.cancel();
      } catch (IllegalStateException e) {
        LOG.debug("Job '{}' had ended", spec.name(), e);
      }
    }
  }

  /**
   * Has unbounded sources stop reading and event time come to its end, so that the job ends by
   * itself.
   */
  public void drain() {
    List<MemberOutcome> unused = call(MemberCall.Kind.DRAIN);
  }

  /** Returns what the objects of a type that functions share on each member report. */
  public List<Object> reports(Class<?> type) {
    return current().stream().flatMap(outcome -> outcome.report(type).stream()).toList();
  }

  /** Returns how many rows the job's collections have had so far, by their names. */
  public Map<String, Long> rowCounts() {
    Map<String, Long> totals = new TreeMap<>();
    for (MemberOutcome outcome : current()) {
      outcome.rowCounts().forEach((name, rows) -> totals.merge(name, rows, Long::sum));
    }
    return totals;
  }

  private List<MemberOutcome> current() {
    return outcomes.isEmpty() && !completion.isDone() ? call(MemberCall.Kind.REPORT) : outcomes;
  }

  private List<MemberOutcome> call(MemberCall.Kind kind) {
    try {
      return MemberCall.toAll(client, kind, spec.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (HazelcastInstanceNotActiveException e) {
      // It has ended in between.
      return outcomes;
    }
  }
}
