// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The element a DoFn is at, and what it emits from there. One object serves all elements of a step.
 */
final class CurrentElement {
  private final DoFn<?, ?> fn;
  private @Nullable WindowedValue<Object> row;

  CurrentElement(DoFn<?, ?> fn) {
    this.fn = fn;
  }

  void moveTo(WindowedValue<Object> next) {
    row = next;
  }

  /** Makes use of the context after its element an error. */
  void leave() {
    row = null;
  }

  WindowedValue<Object> row() {
    if (row == null) {
      throw new IllegalStateException(
          "a process context or output receiver is used after @ProcessElement returned: take what is needed out of it before");
    }
    return row;
  }

  /** Emits a value with the timestamp, windows and pane of the element. */
  void output(Object value, Receiver receiver) {
    receiver.accept(row().withValue(value));
  }

  /** Returns the builder of an output, which starts from what the element has. */
  <T> OutputBuilder<T> builder(T value, Receiver receiver) {
    WindowedValue<Object> from = row();
    return WindowedValues.<T>builder(from.withValue(value))
        .setReceiver(
            output -> {
              checkTimestamp(from.getTimestamp(), output.getTimestamp());
              receiver.accept(output);
            });
  }

  /**
   * Checks that an output is not earlier than its element, less the skew the DoFn allows itself.
   */
  @SuppressWarnings("deprecation") // part of the model as long as DoFns may declare a skew
  private void checkTimestamp(Instant element, Instant output) {
    Duration skew = fn.getAllowedTimestampSkew();
    if (output.isAfter(BoundedWindow.TIMESTAMP_MAX_VALUE)
        || output.isBefore(earliest(element, skew))) {
      throw new IllegalArgumentException(
          "Cannot output with timestamp "
              + output
              + ": it must not be later than "
              + BoundedWindow.TIMESTAMP_MAX_VALUE
              + ", nor earlier than the timestamp of the element, "
              + element
              + ", less the allowed skew of "
              + skew.getMillis()
              + " ms (see DoFn.getAllowedTimestampSkew)");
    }
  }

  private static Instant earliest(Instant element, Duration skew) {
    try {
      return element.minus(skew);
    } catch (ArithmeticException e) {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }
  }
}
