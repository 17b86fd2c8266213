// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The state directory of an incremental job, while it is open. */
final class IncrementalState implements AutoCloseable {
  private final TraceStore store;

  private IncrementalState(TraceStore store) {
    this.store = store;
  }

  /**
   * Opens a state directory, which is made if it is not there.
   *
   * @throws UncheckedIOException if it is in use, or cannot be read or made
   */
  static IncrementalState open(String directory, JobSettings settings) {
    try {
      return new IncrementalState(Engine.embedded().openStore(Path.of(directory), settings));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--stateDir: '" + directory + "' cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Returns the epoch that comes next. */
  Epoch next() {
    return new Epoch(store);
  }

  @Override
  public void close() {
    try {
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException("--stateDir cannot be closed: " + e.getMessage(), e);
    }
  }
}
