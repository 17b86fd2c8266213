// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.RowSink;
import org.jspecify.annotations.Nullable;

/** A collection on its way out of a stage, over one or more edges. One thread only. */
final class Outlet implements RowSink {
  private final Router[] routers;
  private int diff = 1;

  Outlet(Router[] routers) {
    this.routers = routers;
  }

  /** Sets the diff of the rows to come. */
  void diff(int newDiff) {
    diff = newDiff;
  }

  @Override
  public void accept(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    for (Router router : routers) {
      router.append(value, timestamp, windows, pane, extras, diff);
    }
  }

  void flush() {
    for (Router router : routers) {
      router.flush();
    }
  }
}
