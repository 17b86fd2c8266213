// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.values.WindowedValues;

/** Impulse: one empty byte array in the global window. */
public final class ImpulseSource implements SourceSpec {
  private static final long serialVersionUID = 1L;

  @Override
  public List<Split> splits(JobContext context, int workers) {
    return List.of(job -> new One());
  }

  private static final class One implements SplitReader {
    private boolean read;

    @Override
    public boolean advance() {
      boolean first = !read;
      read = true;
      return first;
    }

    @Override
    public Object element() {
      return WindowedValues.valueInGlobalWindow(new byte[0]);
    }

    @Override
    public Optional<Split> giveAway() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
