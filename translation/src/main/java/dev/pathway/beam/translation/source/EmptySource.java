// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import java.util.List;

/** A source of nothing: a Flatten of no collections. */
public final class EmptySource implements SourceSpec {
  private static final long serialVersionUID = 1L;

  @Override
  public List<Split> splits(JobContext context, int workers) {
    return List.of();
  }
}
