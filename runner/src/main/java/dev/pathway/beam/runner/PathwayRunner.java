// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.ConnectorTranslators;
import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.cluster.ClusterConnection;
import dev.pathway.beam.engine.cluster.ClusterJob;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.SnapshotSettings;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnDeletion;
import dev.pathway.beam.runner.control.ControlledJob;
import dev.pathway.beam.runner.control.JobControl;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.StreamingMode;
import dev.pathway.beam.translation.compat.BeamVersions;
import dev.pathway.beam.translation.optimizer.Passes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsValidator;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines as differential dataflow on Hazelcast Jet, in this process or on a cluster.
 *
 * <p>{@link #run} refuses what cannot run before anything starts, blocks until the pipeline has
 * finished unless {@code --blockOnRun=false}, and throws a {@link
 * Pipeline.PipelineExecutionException} whose cause is the user code's own exception if the pipeline
 * failed.
 *
 * <p>What user code logs carries, in SLF4J's diagnostic context (MDC), {@code job}, the job's name,
 * {@code jobId}, unique for each run, and {@code transform}. The latter is the full name of the
 * transform that is set up, begins or ends a bundle, or is torn down; while elements are processed
 * it holds the names of the fused stage's transforms, of which the first three are told and the
 * others counted.
 */
public final class PathwayRunner extends PipelineRunner<PipelineResult> {
  private final PathwayPipelineOptions options;

  private PathwayRunner(PathwayPipelineOptions options) {
    this.options = options;
  }

  /**
   * Returns a runner with the given options; called by Beam when a pipeline is made, and when it is
   * run.
   *
   * @throws IllegalStateException if the Beam on the class path is one that the runner cannot work
   *     with
   */
  public static PathwayRunner fromOptions(PipelineOptions options) {
    BeamVersions.check(
        List.of(PathwayRunner.class, PipelineTranslator.class, ConnectorTranslators.class));
    return new PathwayRunner(
        PipelineOptionsValidator.validate(PathwayPipelineOptions.class, options));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    boolean streaming = StreamingMode.of(pipeline);
    OptionChecks checks = new OptionChecks(options);
    JobSettings settings = checks.settings(streaming);
    MetricsEnvironment.setMetricsSupported(true);
    Plan plain = translate(pipeline);
    SnapshotSettings snapshots = checks.snapshots(plain, streaming);
    Plan plan = options.isIncremental() ? plain : Passes.apply(plain);
    if (options.isExplain()) {
      return Explanation.print(options.isIncremental() ? Passes.fuse(plan) : plan);
    }
    if (snapshots != null && options.getHazelcastMembers() == null && Engine.isScripted(plan)) {
      throw new IllegalArgumentException(
          "'"
              + options.getJobName()
              + "' has a TestStream, which cannot be taken up again: run it without --stateDir");
    }
    MetricsPush push = MetricsPush.of(options).orElse(null);
    String stateDir = options.getStateDir();
    if (options.isDryRun() && stateDir != null) {
      return dryRun(plan, settings, stateDir);
    }
    Duration watch = Durations.parse(options.getWatch());
    Execution execution =
        stateDir == null || streaming
            ? execution(plan, settings, snapshots)
            : new IncrementalExecution(
                IncrementalPipeline.of(plan, options),
                settings,
                IncrementalState.open(stateDir, settings),
                watch,
                options.isAudit());
    ControlledJob controlled =
        new ControlledJob(
            execution.id(),
            options.getJobName(),
            settings.streaming() || watch != null,
            execution::drain,
            execution::cancel);
    PathwayPipelineResult result =
        new PathwayPipelineResult(execution, push, end -> controlled.end(end.name()));
    if (options.isControlSocket()) {
      JobControl.ofProcess().add(controlled);
    }
    if (options.isBlockOnRun()) {
      if (result.waitUntilFinish() == null) {
        result.cancel();
        throw new PipelineExecutionException(
            new InterruptedException(
                "interrupted while waiting for '"
                    + options.getJobName()
                    + "', which was cancelled"));
      }
    } else {
      result.logFailure(options.getJobName());
    }
    return result;
  }

  private Execution execution(
      Plan plan, JobSettings settings, @Nullable SnapshotSettings snapshots) {
    List<String> members = options.getHazelcastMembers();
    if (members != null) {
      return new ClusterExecution(submit(plan, settings, snapshots, members));
    }
    if (snapshots == null) {
      return new JobExecution(Engine.embedded().submit(plan, settings));
    }
    try {
      return new JobExecution(Engine.embedded().submitDurable(plan, settings, snapshots));
    } catch (IOException e) {
      throw new PipelineExecutionException(
          new IllegalStateException("Cannot use --stateDir: " + e.getMessage(), e));
    }
  }

  private ClusterJob submit(
      Plan plan, JobSettings settings, @Nullable SnapshotSettings snapshots, List<String> members) {
    ClusterConnection cluster = ClusterConnection.open(options.getHazelcastClusterName(), members);
    boolean submitted = false;
    try {
      List<String> files = options.getFilesToStage();
      List<Path> jars =
          files == null ? cluster.missingJars() : files.stream().map(Path::of).toList();
      ClusterJob job = cluster.submit(plan, settings, snapshots, jars);
      submitted = true;
      return job;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PipelineExecutionException(e);
    } finally {
      if (!submitted) {
        cluster.close();
      }
    }
  }

  private PipelineResult dryRun(Plan plan, JobSettings settings, String stateDir) {
    try (IncrementalState state = IncrementalState.open(stateDir, settings)) {
      IncrementalPipeline pipeline = IncrementalPipeline.of(plan, options);
      return Explanation.print(DryRun.of(state.trial(pipeline), settings));
    } catch (CompletionException e) {
      throw PathwayExecutionException.of(e.getCause() == null ? e : e.getCause());
    }
  }

  private Plan translate(Pipeline pipeline) {
    PipelineTranslator translator =
        new PipelineTranslator(options.getJobName(), RequestedChecks.of(options));
    return options.isIncremental()
        ? translator.translateIncremental(
            pipeline, deletions(options.getOnDeletion()), options.getChangeDetection())
        : translator.translateOnly(pipeline);
  }

  private static Deletions deletions(OnDeletion onDeletion) {
    return switch (onDeletion) {
      case FAIL -> Deletions.FAIL;
      case IGNORE -> Deletions.IGNORE;
    };
  }
}
