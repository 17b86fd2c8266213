// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.BoundedSource.BoundedReader;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.values.WindowedValues;

/** Reads one split of a bounded source. */
final class BoundedSplitReader implements SplitReader {
  private final BoundedReader<?> reader;
  private final BoundedPiece piece;
  private final StepMetrics metrics;
  private boolean started;

  BoundedSplitReader(BoundedReader<?> reader, BoundedPiece piece, StepMetrics metrics) {
    this.reader = reader;
    this.piece = piece;
    this.metrics = metrics;
  }

  @Override
  public boolean advance() throws IOException {
    MetricsContainer previous = metrics.enter();
    try {
      if (started) {
        return reader.advance();
      }
      started = true;
      return reader.start();
    } finally {
      metrics.leave(previous);
    }
  }

  @Override
  public Object element() {
    MetricsContainer previous = metrics.enter();
    try {
      return WindowedValues.timestampedValueInGlobalWindow(
          reader.getCurrent(), reader.getCurrentTimestamp());
    } finally {
      metrics.leave(previous);
    }
  }

  @Override
  public Optional<Split> giveAway() {
    MetricsContainer previous = metrics.enter();
    try {
      return splitOff();
    } finally {
      metrics.leave(previous);
    }
  }

  private Optional<Split> splitOff() {
    Double consumed = reader.getFractionConsumed();
    if (consumed == null || consumed.isNaN()) {
      return Optional.empty();
    }
    double middle = consumed + (1 - consumed) / 2;
    if (middle <= consumed || middle >= 1) {
      return Optional.empty();
    }
    BoundedSource<?> rest = reader.splitAtFraction(middle);
    return rest == null ? Optional.empty() : Optional.of(piece.part(rest));
  }

  @Override
  public void close() throws IOException {
    MetricsContainer previous = metrics.enter();
    try {
      reader.close();
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }
}
