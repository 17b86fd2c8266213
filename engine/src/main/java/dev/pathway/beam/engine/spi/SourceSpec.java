// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.util.List;

/** A bounded source. */
public non-sealed interface SourceSpec extends Source {
  /**
   * Returns the pieces in which to read the source; called once per job.
   *
   * @param job the job that reads the source
   * @param workers the number of readers that will share the pieces
   */
  List<Split> splits(JobContext job, int workers) throws Exception;
}
