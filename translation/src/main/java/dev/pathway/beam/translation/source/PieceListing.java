// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import dev.pathway.beam.translation.spi.ChangeSource;
import dev.pathway.beam.translation.spi.ChangeSource.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/**
 * Lists the pieces of a source that changes, each with the version of its part, without reading
 * them: a {@link PieceRead} does, of those that are new.
 */
public final class PieceListing implements SourceSpec {
  private static final long serialVersionUID = 1L;

  /** The coder of names with versions. */
  public static final Coder<KV<String, String>> CODER =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

  private final ChangeSource source;
  private final String stepName;
  private final SerializablePipelineOptions options;

  /** Creates the listing of a source that is read by the step with the given name. */
  public PieceListing(ChangeSource source, String stepName, SerializablePipelineOptions options) {
    this.source = source;
    this.stepName = stepName;
    this.options = options;
  }

  @Override
  public List<Split> splits(JobContext job, int workers) throws Exception {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(stepName);
    MetricsContainer previous = metrics.enter();
    try {
      List<Split> splits = new ArrayList<>();
      for (Part part : source.parts(options.get(), job.epochNumber())) {
        splits.add(own -> new Reader(part, ListedPieces.of(own)));
      }
      return splits;
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }

  private final class Reader implements SplitReader {
    private final String version;
    private final Iterator<Map.Entry<String, Callable<BoundedSource<?>>>> pieces;
    private final ListedPieces listed;
    private @Nullable String current;

    Reader(Part part, ListedPieces listed) throws Exception {
      version = part.version();
      pieces = part.pieces().entrySet().iterator();
      this.listed = listed;
    }

    @Override
    public boolean advance() {
      if (!pieces.hasNext()) {
        return false;
      }
      Map.Entry<String, Callable<BoundedSource<?>>> piece = pieces.next();
      listed.put(stepName, piece.getKey(), piece.getValue());
      current = piece.getKey();
      return true;
    }

    @Override
    public Object element() {
      return WindowedValues.valueInGlobalWindow(KV.of(current, version));
    }

    @Override
    public Optional<Split> giveAway() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
