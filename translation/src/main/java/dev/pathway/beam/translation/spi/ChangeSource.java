// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;

/** A bounded source that knows what of it has changed without reading all of it. */
public interface ChangeSource extends Serializable {
  /**
   * Lists the parts there are at the moment, by names of which each is there once.
   *
   * @param epoch the number of the epoch that asks
   * @throws Exception as reading the source would, if what it is to read is not there
   */
  List<Part> parts(PipelineOptions options, long epoch) throws Exception;

  /** Something that changes as a whole, such as a file. */
  interface Part {
    /**
     * Returns what tells this state of the part from any other it had or will have. May take as
     * long as reading the part.
     */
    String version() throws Exception;

    /**
     * Returns the pieces in which it is read, by names of which each is there once in the source,
     * and what makes the source of each. They depend on this part alone, so that they are the same
     * as long as the version is.
     *
     * @throws Exception as reading the source would
     */
    Map<String, Callable<BoundedSource<?>>> pieces() throws Exception;
  }
}
