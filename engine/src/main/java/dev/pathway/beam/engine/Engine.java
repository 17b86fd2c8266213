// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.DAG;
import dev.pathway.beam.engine.cluster.MemberConfig;
import dev.pathway.beam.engine.jet.DagBuilder;
import dev.pathway.beam.engine.jet.JobConfigs;
import dev.pathway.beam.engine.jet.Jobs;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Headcount;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.MemberResources;
import dev.pathway.beam.engine.job.SnapshotPlace;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.job.Snapshots;
import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.state.live.Attempt;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plans in this process, on one embedded Hazelcast member that all jobs share. Thread-safe.
 *
 * <p>The member starts with the first job and stops once no job runs and the program's main thread
 * has ended; while a job runs it keeps the process alive.
 */
public final class Engine {
  /** The largest parallelism of a job: the number of partitions over which keys are spread. */
  public static final int MAX_PARALLELISM = MemberConfig.PARTITIONS;

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Engine INSTANCE = new Engine();

  private final EmbeddedMember member = new EmbeddedMember();
  private final MemberResources resources = new MemberResources();
  private final Set<Job> running = ConcurrentHashMap.newKeySet();

  private Engine() {
    member.onStop(this::stop);
  }

  /** Returns the engine of this process. */
  public static Engine embedded() {
    return INSTANCE;
  }

  /**
   * Starts a job.
   *
   * @param plan a fused plan
   * @param settings how it runs
   * @throws IllegalArgumentException if the plan is not fused, a function cannot be serialised, or
   *     there are more workers than keys can be spread over
   */
  public JobHandle submit(Plan plan, JobSettings settings) {
    return submit(plan, settings, null);
  }

  /**
   * Starts a streaming job that takes snapshots, and goes on from the last one there is.
   *
   * @throws IOException if snapshots cannot be read or written
   */
  public JobHandle submitDurable(Plan plan, JobSettings settings, SnapshotSettings snapshots)
      throws IOException {
    checkParallelism(plan, settings);
    Job job = newJob(plan, settings, null);
    String directory = snapshots.directory();
    if (directory == null) {
      throw new IllegalArgumentException(
          "job '" + plan.name() + "' needs a directory for its snapshots");
    }
    SnapshotPlace place = SnapshotPlace.open(Path.of(directory));
    boolean started = false;
    try {
      job.closeAtEnd(place);
      Attempt attempt =
          Snapshots.begin(
              place.log(), Headcount.ofStages(plan, settings.parallelism()), snapshots.plan());
      job.snapshots(Snapshots.of(attempt, job));
      JobHandle handle = plan.nodes().isEmpty() ? empty(job) : start(plan, job, snapshots);
      started = true;
      return handle;
    } finally {
      if (!started) {
        place.close();
      }
    }
  }

  /**
   * Starts a job that computes an epoch, if one is given: when the job ends it is committed, unless
   * the job failed, and closed; it is closed as well if the job cannot be started.
   */
  public JobHandle submit(Plan plan, JobSettings settings, @Nullable Epoch epoch) {
    boolean submitted = false;
    try {
      JobHandle job = submitOrThrow(plan, settings, epoch);
      submitted = true;
      return job;
    } finally {
      if (!submitted && epoch != null) {
        epoch.close();
      }
    }
  }

  private JobHandle submitOrThrow(Plan plan, JobSettings settings, @Nullable Epoch epoch) {
    checkParallelism(plan, settings);
    Job job = newJob(plan, settings, epoch);
    return plan.nodes().isEmpty() ? empty(job) : start(plan, job, null);
  }

  private static void checkParallelism(Plan plan, JobSettings settings) {
    if (settings.parallelism() > MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          "the parallelism of job '"
              + plan.name()
              + "' must be at most "
              + MAX_PARALLELISM
              + ", the number of partitions over which keys are spread: "
              + settings.parallelism());
    }
  }

  private Job newJob(Plan plan, JobSettings settings, @Nullable Epoch epoch) {
    String id = UUID.randomUUID().toString();
    LOG.debug(
        "Job '{}' ({}) starts: {} stages with {} workers each",
        plan.name(),
        id,
        plan.nodes().size(),
        settings.parallelism());
    return new Job(
        id,
        plan.name(),
        settings,
        resources.budget(settings.memoryBytes()),
        () -> resources.spill(settings),
        epoch);
  }

  /**
   * Opens the store in which an incremental job keeps what it knows, with the memory and the spill
   * directory of jobs with these settings.
   *
   * @throws IOException if it is in use, or cannot be read or made
   */
  public TraceStore openStore(Path directory, JobSettings settings) throws IOException {
    return TraceStore.open(
        directory, resources.budget(settings.memoryBytes()), () -> resources.spill(settings));
  }

  /**
   * Keeps the member running, with no job on it, until what is returned is run: for one who runs
   * job after job.
   */
  public Runnable keep() {
    member.acquire();
    return member::release;
  }

  /** Jet refuses a DAG without vertices. */
  private static JobHandle empty(Job job) {
    return new JobHandle(
        job, CompletableFuture.completedFuture(null), job::stop, () -> {}, () -> {});
  }

  private JobHandle start(Plan plan, Job job, @Nullable SnapshotSettings snapshots) {
    DAG dag = new DagBuilder(job.id(), plan, job.settings().parallelism()).build();
    Headcount headcount = Headcount.of(plan, job.settings());
    job.expect(headcount);
    if (job.incremental()) {
      int sinks = sinks(plan) * job.settings().parallelism();
      job.epoch().expectWorkers(headcount.workers() - sinks, sinks);
      job.epoch().expectChecks(checks(plan));
    }
    scripts(plan).forEach(script -> job.clock().stopAt(script.start()));
    HazelcastInstance instance = member.acquire();
    Jobs jobs = Jobs.on(instance);
    jobs.add(job);
    running.add(job);
    boolean started = false;
    try {
      com.hazelcast.jet.Job execution =
          snapshots == null
              ? instance.getJet().newLightJob(dag)
              : instance
                  .getJet()
                  .newJob(dag, JobConfigs.of(job.name() + " (" + job.id() + ")", snapshots));
      started = true;
      // The processors of a light job see it the next time Jet calls them, and end.
      Runnable stop = snapshots == null ? job::stop : () -> cancel(execution);
      return new JobHandle(
          job, execution.getFuture(), stop, () -> forget(job, jobs), member::release);
    } finally {
      if (!started) {
        job.stop();
        forget(job, jobs);
        member.release();
      }
    }
  }

  private static void cancel(com.hazelcast.jet.Job execution) {
    try {
      execution.cancel();
    } catch (IllegalStateException e) {
      LOG.debug("The job ended before it could be cancelled", e);
    }
  }

  /** Returns whether a fused plan has a script, and so cannot take snapshots. */
  public static boolean isScripted(Plan plan) {
    return !scripts(plan).isEmpty();
  }

  private static List<Script> scripts(Plan plan) {
    List<Script> scripts = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage
          && stage.head() instanceof SourceNode head
          && head.source() instanceof Script script) {
        scripts.add(script);
      }
    }
    return scripts;
  }

  private static int sinks(Plan plan) {
    return (int)
        plan.nodes().stream()
            .filter(node -> node instanceof StageNode stage && stage.head() instanceof SinkNode)
            .count();
  }

  private static List<OutletCheck> checks(Plan plan) {
    List<OutletCheck> checks = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage) {
        checks.addAll(stage.checks());
      }
    }
    return checks;
  }

  private void forget(Job job, Jobs jobs) {
    jobs.remove(job);
    running.remove(job);
  }

  /** Stops what still runs when the process ends, so that nothing half-written stays behind. */
  private void stop() {
    Job.stopAll(running);
    resources.close();
  }
}
