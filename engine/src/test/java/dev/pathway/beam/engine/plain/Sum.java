// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds up longs. */
public final class Sum extends LongTotal {
  @Override
  protected long of(@Nullable Object value) {
    return (Long) Objects.requireNonNull(value);
  }
}
