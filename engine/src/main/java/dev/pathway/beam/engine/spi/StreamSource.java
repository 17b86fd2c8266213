// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.util.List;

/** An unbounded source. */
public non-sealed interface StreamSource extends Source {
  /**
   * Returns the pieces in which to read the source, each of which one worker reads to its end;
   * called once per job.
   *
   * @param job the job that reads the source
   * @param workers the number of workers that will share the pieces
   */
  List<StreamSplit> splits(JobContext job, int workers) throws Exception;
}
