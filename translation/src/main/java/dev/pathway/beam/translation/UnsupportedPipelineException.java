// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.translation.spi.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline holds transforms that cannot run; nothing of it was run. */
public final class UnsupportedPipelineException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception for all problems of a pipeline. */
  public UnsupportedPipelineException(List<Problem> problems) {
    super(
        "PathwayRunner cannot run this pipeline, nothing was started. "
            + (problems.size() == 1 ? "1 transform is" : problems.size() + " transforms are")
            + " not supported:\n"
            + problems.stream().map(problem -> "  - " + problem).collect(Collectors.joining("\n")));
  }
}
