// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.WindowedValues;

/** Elements that come with the pipeline, in the global window. */
public final class CreatedSource implements SourceSpec {
  private static final long serialVersionUID = 1L;

  private final ArrayList<byte[]> encoded;
  private final Coder<?> coder;

  /** Creates the source of elements in the encoding of a coder. */
  CreatedSource(List<byte[]> encoded, Coder<?> coder) {
    this.encoded = new ArrayList<>(encoded);
    this.coder = coder;
  }

  @Override
  public List<Split> splits(JobContext context, int workers) {
    return List.of(job -> new Reader());
  }

  private final class Reader implements SplitReader {
    private int next;

    @Override
    public boolean advance() {
      return next++ < encoded.size();
    }

    @Override
    public Object element() throws CoderException {
      return WindowedValues.valueInGlobalWindow(
          CoderUtils.decodeFromByteArray(coder, encoded.get(next - 1)));
    }

    @Override
    public Optional<Split> giveAway() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
