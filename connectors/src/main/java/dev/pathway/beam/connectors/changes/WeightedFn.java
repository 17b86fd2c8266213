// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import java.util.function.Function;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Emits for each element another one as often as it says, as one row with a diff. */
final class WeightedFn implements StepFn {
  private final Function<Object, Weighted> fn;
  private @Nullable StepContext context;

  /** A value and how often it is to be emitted; taken away for less than 0. */
  record Weighted(@Nullable Object value, long weight) {}

  WeightedFn(Function<Object, Weighted> fn) {
    this.fn = fn;
  }

  @Override
  public void setup(StepContext given) {
    context = given;
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) {
    if (context == null) {
      throw new IllegalStateException("not set up");
    }
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    Weighted weighted = fn.apply(row.getValue());
    long left = Math.multiplyExact(weighted.weight(), (long) context.diff());
    while (left != 0) {
      // Rows count in ints.
      int part = (int) Math.max(-Integer.MAX_VALUE, Math.min(left, Integer.MAX_VALUE));
      context.emit(0, row.withValue(weighted.value()), part);
      left -= part;
    }
  }
}
