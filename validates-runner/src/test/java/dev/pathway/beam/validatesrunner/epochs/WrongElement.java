// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import java.util.Optional;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;

/** Elements that a test never gives. */
final class WrongElement {
  private WrongElement() {}

  /** Returns another element of the same type, or empty if the type is none of those known. */
  @SuppressWarnings("unchecked") // each case makes what it was given
  static <T> Optional<T> of(T element) {
    Object wrong = null;
    if (element instanceof Integer number) {
      wrong = number ^ 1;
    } else if (element instanceof Long number) {
      wrong = number ^ 1;
    } else if (element instanceof Boolean truth) {
      wrong = !truth;
    } else if (element instanceof String text) {
      wrong = text + "~";
    } else if (element instanceof KV<?, ?> pair) {
      wrong = of(pair.getValue()).map(value -> KV.of(pair.getKey(), value)).orElse(null);
    } else if (element instanceof TimestampedValue<?> value) {
      wrong =
          of(value.getValue())
              .map(other -> TimestampedValue.of(other, value.getTimestamp()))
              .orElse(null);
    }
    return Optional.ofNullable((T) wrong);
  }
}
