// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state directory of an incremental job, while it is open. */
final class IncrementalState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementalState.class);

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
      Files.createDirectories(places.files());
      return new IncrementalState(places, Engine.embedded().openStore(places.trace(), settings));
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /**
   * Returns the epoch that comes next, once the files of the one before are in place; closes the
   * directory if there is none.
   *
   * @throws IllegalStateException if they cannot be put there, or the directory cannot be read
   * @throws IllegalArgumentException if the directory belongs to a pipeline with another plan
   */
  Epoch next(Plan plan) {
    try {
      Epoch epoch =
          new Epoch(store, StagedFiles.begin(directory.files(), store.epoch(), store.metadata()));
      Optional<String> difference = KnownPlan.difference(epoch, plan);
      if (difference.isPresent()) {
        epoch.close();
        close();
        throw new IllegalArgumentException(
            "--stateDir: '"
                + directory.path()
                + "' was made by another pipeline, or the pipeline has changed; "
                + difference.get()
                + "\n  Give it a --stateDir of its own: it is computed anew there");
      }
      return epoch;
    } catch (DamagedSegmentException e) {
      close();
      throw unusable(directory.path(), e);
    } catch (IOException e) {
      close();
      throw new IllegalStateException(
          "the outputs of epoch "
              + store.epoch()
              + ", which is committed, cannot be put in place: "
              + e.getMessage(),
          e);
    }
  }

  private static IllegalStateException unusable(Object directory, IOException e) {
    String problem =
        e instanceof FileSystemException file && file.getReason() == null
            ? e.toString()
            : e.getMessage();
    String advice =
        e instanceof DamagedSegmentException
            ? "\n  'bin/pathway state verify' lists all that is damaged; 'bin/pathway state reset' forgets everything, so"
                + " that the next run computes it anew"
            : "";
    return new IllegalStateException(
        "--stateDir '" + directory + "' cannot be used: " + problem + advice, e);
  }

  @Override
  public void close() {
    try {
      store.close();
      Exception failure = store.mergeFailure();
      if (failure != null) {
        LOG.warn(
            "Files of --stateDir '{}' could not be merged, so that it grows; make room there, then call 'bin/pathway"
                + " state compact': {}",
            directory.path(),
            failure.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("--stateDir cannot be closed: " + e.getMessage(), e);
    }
  }
}
