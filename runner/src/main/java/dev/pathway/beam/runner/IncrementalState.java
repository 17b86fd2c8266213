// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import dev.pathway.beam.runner.report.EpochReport;
import dev.pathway.beam.runner.report.EpochReporter;
import dev.pathway.beam.runner.report.ReportFile;
import dev.pathway.beam.runner.report.StageReport;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceStore;
import dev.pathway.beam.translation.optimizer.Passes;
import dev.pathway.beam.translation.revision.KnownPlan;
import dev.pathway.beam.translation.revision.PlanChanges;
import dev.pathway.beam.translation.revision.Recomputations;
import dev.pathway.beam.translation.revision.RevisedPlan;
import dev.pathway.beam.translation.revision.Reviser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state directory of an incremental job, while it is open. */
final class IncrementalState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementalState.class);
  private static final Logger REPORTS = LoggerFactory.getLogger(EpochReport.class);

  private static final int MEGABYTE_BITS = 20;
  private static final long LARGE_MERGE_BYTES = 64L << MEGABYTE_BITS;

  private final StateDirectory directory;
  private final TraceStore store;

  /** The plan that was run in the last epoch, if it is the one of the next as well. */
  private @Nullable Steady steady;

  private IncrementalState(StateDirectory directory, TraceStore store) {
    this.directory = directory;
    this.store = store;
  }

  /**
   * Opens a state directory, which is made if it is not there.
   *
   * @throws IllegalStateException if it is in use, or cannot be read or made
   */
  static IncrementalState open(String directory, JobSettings settings) {
    try {
      StateDirectory places = new StateDirectory(Path.of(directory));
      return new IncrementalState(places, Engine.embedded().openStore(places.trace(), settings));
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /**
   * What comes next.
   *
   * @param plan the fused plan that is to be run
   * @param epoch the epoch in which it is run
   * @param anew why nodes of the plan are computed anew, by the ids of those that are
   */
  record Next(Plan plan, Epoch epoch, Map<String, String> anew) {}

  /**
   * A plan in which nothing is computed anew, so that it stays what it is while the pipeline does.
   *
   * @param of the plan of the pipeline
   * @param fused the plan that is run
   */
  private record Steady(Plan of, Plan fused) {
    @SuppressWarnings("ReferenceEquality") // plans that are equal would have to be walked through
    boolean isOf(Plan plan) {
      return of == plan;
    }
  }

  /**
   * Returns the epoch that comes next, once the files of the one before are in place, and the plan
   * as it is to be run then.
   *
   * @throws IllegalStateException if they cannot be put there, or the directory cannot be read
   * @throws IllegalArgumentException if the directory belongs to another pipeline, unless it is to
   *     become that of this one
   */
  Next next(IncrementalPipeline pipeline) {
    StagedFiles files = begin();
    try {
      Map<String, String> asked = recomputations(pipeline, files::publishersOfLost);
      Steady last = steady;
      if (last != null && last.isOf(pipeline.plan()) && asked.isEmpty()) {
        return new Next(last.fused, new Epoch(store, files, null), Map.of());
      }
      steady = null;
      Planned planned = plan(pipeline, asked);
      if (planned.changed) {
        if (!planned.changes.isEmpty()) {
          LOG.info("The pipeline has changed since epoch {}:{}", store.epoch(), planned.changes);
        }
        files.continueOnly(planned.revised.publishers());
      }
      RevisedPlan revised = planned.revised;
      Plan fused = Passes.fuse(revised.plan(), revised::version, revised.originals());
      Epoch epoch = new Epoch(store, files, planned.changed ? revised.revision() : null);
      boolean known = false;
      try {
        if (planned.changed || store.epoch() == 0) {
          KnownStages.write(planned.before, revised.known(), epoch);
        }
        known = true;
      } finally {
        if (!known) {
          epoch.close();
        }
      }
      if (!planned.changed && store.epoch() > 0) {
        steady = new Steady(pipeline.plan(), fused);
      }
      return new Next(fused, epoch, revised.anew());
    } catch (IOException e) {
      throw unusable(directory.path(), e);
    }
  }

  /**
   * Returns an epoch of which nothing is kept, and the plan, not fused, that would be run then.
   * Nothing outside of the directory is changed.
   *
   * @throws IllegalStateException if the directory cannot be read
   * @throws IllegalArgumentException as {@link #next} does
   */
  Next trial(IncrementalPipeline pipeline) {
    LostOutputs lost =
        published -> StagedFiles.lookForLost(directory.files(), store.epoch(), published);
    try {
      RevisedPlan revised = plan(pipeline, recomputations(pipeline, lost)).revised;
      return new Next(revised.plan(), Epoch.trial(store), revised.anew());
    } catch (IOException e) {
      throw unusable(directory.path(), e);
    }
  }

  /** Puts in place what the last epoch has published, if that was not done. */
  private StagedFiles begin() {
    try {
      // Not before the store is open: its lock keeps out who deletes the directory.
      Files.createDirectories(directory.files());
      return StagedFiles.begin(directory.files(), store.epoch(), store.metadata());
    } catch (IOException e) {
      throw new IllegalStateException(
          "the outputs of epoch "
              + store.epoch()
              + ", which is committed, cannot be put in place: "
              + StateDirectory.problem(e),
          e);
    }
  }

  /** Returns the publishers of which outputs are lost, by what was noted of all outputs. */
  @FunctionalInterface
  private interface LostOutputs {
    Set<String> publishers(PairCursor published) throws IOException;
  }

  /** A plan as it is to be run, and how it differs from the one before. */
  private record Planned(
      KnownPlan before, PlanChanges changes, RevisedPlan revised, boolean changed) {}

  private Planned plan(IncrementalPipeline pipeline, Map<String, String> asked) throws IOException {
    KnownPlan before = KnownStages.read(store);
    PlanChanges changes = PlanChanges.between(before, pipeline.known());
    boolean first = store.epoch() == 0;
    if (!first && changes.isOfProgram() && pipeline.onChange() == OnPipelineChange.FAIL) {
      throw new IllegalArgumentException(refusal(changes));
    }
    RevisedPlan revised =
        Reviser.revise(pipeline.plan(), before, pipeline.known(), store.epoch() + 1, asked);
    return new Planned(before, changes, revised, !first && !(changes.isEmpty() && asked.isEmpty()));
  }

  /**
   * Compares the outputs with those of a run from scratch.
   *
   * @param started is told of the job of that run
   * @throws IllegalStateException if they differ, or that cannot be found out
   */
  void audit(IncrementalPipeline pipeline, JobSettings settings, Consumer<JobHandle> started) {
    try {
      new Audit(pipeline, settings, directory.audit()).run(store, started);
    } catch (IOException e) {
      throw unusable(directory.path(), e);
    }
  }

  /** Returns the bytes of the files in which the state is kept. */
  long bytes() {
    return store.bytes();
  }

  /**
   * Logs what an epoch did, and leaves it in {@link ReportFile}.
   *
   * @param report returns the report with what the stages did
   * @param ended the epoch, which is committed
   * @param work what a stage has done, by the id of its first node
   */
  void report(
      Function<List<StageReport>, EpochReport> report,
      Next ended,
      Function<String, StageWork> work) {
    try (Snapshot after = store.snapshot()) {
      EpochReporter reporter = new EpochReporter(ended.plan(), ended.epoch(), ended.anew());
      EpochReport made = report.apply(reporter.stages(work, after));
      REPORTS.info("{}", made);
      ReportFile.write(made, directory.path());
    } catch (IOException e) {
      LOG.warn("What epoch {} did cannot be reported", ended.epoch().number(), e);
    }
  }

  private Map<String, String> recomputations(IncrementalPipeline pipeline, LostOutputs lost)
      throws IOException {
    if (store.epoch() == 0) {
      return Map.of();
    }
    if (pipeline.recomputeAll()) {
      return Recomputations.ofAll(pipeline.plan());
    }
    try (Snapshot past = store.snapshot()) {
      return Recomputations.ofLost(pipeline.plan(), lost.publishers(Epoch.published(past)));
    }
  }

  private static IllegalStateException unusable(Object directory, IOException e) {
    String advice =
        e instanceof DamagedSegmentException
            ? "\n  'bin/pathway state verify' lists all that is damaged; 'bin/pathway state reset' forgets everything, so"
                + " that the next run computes it anew"
            : "";
    return new IllegalStateException(
        "--stateDir '" + directory + "' cannot be used: " + StateDirectory.problem(e) + advice, e);
  }

  private String refusal(PlanChanges changes) {
    return "--stateDir: '"
        + directory.path()
        + "' was made by another pipeline, or the pipeline has changed:"
        + changes
        + "\n  With --onPipelineChange=RECOMPUTE these transforms and all behind them are computed"
        + " anew, and the others go on;\n  or give it a --stateDir of its own";
  }

  /** Has files be left as they are that {@link #close} would merge, now or when it is called. */
  void stopMerging() {
    store.stopMerging();
  }

  private void logMerge(long bytes) {
    if (bytes >= LARGE_MERGE_BYTES) {
      LOG.info(
          "The run is committed; {} MB of --stateDir '{}' are merged, which can be given up without harm",
          bytes >> MEGABYTE_BITS,
          directory.path());
    }
  }

  @Override
  public void close() {
    try {
      store.close(this::logMerge);
      Exception failure = store.mergeFailure();
      if (failure != null) {
        LOG.warn(
            "Files of --stateDir '{}' could not be merged, so that it grows; make room there, then call 'bin/pathway"
                + " state compact': {}",
            directory.path(),
            failure.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--stateDir cannot be closed: " + StateDirectory.problem(e), e);
    }
  }
}
