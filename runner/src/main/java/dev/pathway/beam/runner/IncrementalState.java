// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceStore;
import dev.pathway.beam.translation.optimizer.Passes;
import dev.pathway.beam.translation.revision.KnownPlan;
import dev.pathway.beam.translation.revision.PlanChanges;
import dev.pathway.beam.translation.revision.RevisedPlan;
import dev.pathway.beam.translation.revision.Reviser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state directory of an incremental job, while it is open. */
final class IncrementalState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementalState.class);

  private static final int MEGABYTE_BITS = 20;
  private static final long LARGE_MERGE_BYTES = 64L << MEGABYTE_BITS;

  private final StateDirectory directory;
  private final TraceStore store;

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
   */
  record Next(Plan plan, Epoch epoch) {}

  /**
   * Returns the epoch that comes next, once the files of the one before are in place, and the plan
   * as it is to be run then; closes the directory if there is none.
   *
   * @param plan the pipeline's plan, not fused yet
   * @throws IllegalStateException if they cannot be put there, or the directory cannot be read
   * @throws IllegalArgumentException if the directory belongs to another pipeline, unless it is to
   *     become that of this one
   */
  Next next(Plan plan, OnPipelineChange onChange) {
    boolean opened = false;
    try {
      // Not before the store is open: its lock keeps out who deletes the directory.
      Files.createDirectories(directory.files());
      StagedFiles files = StagedFiles.begin(directory.files(), store.epoch(), store.metadata());
      KnownPlan before = KnownStages.read(store);
      KnownPlan now = KnownPlan.of(plan);
      PlanChanges changes = PlanChanges.between(before, now);
      boolean first = store.epoch() == 0;
      if (!first && changes.isOfProgram() && onChange == OnPipelineChange.FAIL) {
        throw new IllegalArgumentException(refusal(changes));
      }
      if (!first && !changes.isEmpty()) {
        LOG.info("The pipeline has changed since epoch {}:{}", store.epoch(), changes);
      }
      Set<String> lost = lost(files);
      RevisedPlan revised = Reviser.revise(plan, before, now, store.epoch() + 1, lost);
      boolean changed = !first && !(changes.isEmpty() && lost.isEmpty());
      if (changed) {
        files.continueOnly(revised.publishers());
      }
      Epoch epoch = new Epoch(store, files, changed ? revised.revision() : null);
      KnownStages.write(before, revised.known(), epoch);
      opened = true;
      return new Next(Passes.fuse(revised.plan()), epoch);
    } catch (DamagedSegmentException e) {
      throw unusable(directory.path(), e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the outputs of epoch "
              + store.epoch()
              + ", which is committed, cannot be put in place, or its stages not be read: "
              + StateDirectory.problem(e),
          e);
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private Set<String> lost(StagedFiles files) throws IOException {
    try (Snapshot past = store.snapshot()) {
      return files.publishersOfLost(Epoch.published(past));
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
