// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import dev.pathway.beam.engine.spi.CombineModel.Total;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Combine.IterableCombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Sum;
import org.jspecify.annotations.Nullable;

/** Knows the CombineFns of Beam that add up whole numbers. */
public final class Totals {
  private Totals() {}

  /**
   * Returns a function as a sum of whole numbers, or null if it is not known to be one.
   *
   * @param inputs the coder of what it is given
   */
  public static @Nullable Total of(CombineFn<?, ?, ?> fn, Coder<?> inputs) {
    Class<?> type = fn.getClass();
    if (type == Sum.ofLongs().getClass()) {
      return new Known(Kind.LONGS);
    }
    if (type == Sum.ofIntegers().getClass()) {
      return new Known(Kind.INTEGERS);
    }
    if (type == Count.combineFn().getClass()) {
      return new Known(Kind.COUNT);
    }
    // Makes Void of Voids, as Distinct does: all that counts is whether there are any.
    return type == IterableCombineFn.class && inputs instanceof VoidCoder
        ? new Known(Kind.NOTHING)
        : null;
  }

  private enum Kind {
    LONGS,
    INTEGERS,
    COUNT,
    NOTHING
  }

  private record Known(Kind kind) implements Total, Serializable {
    @Override
    @SuppressWarnings("NullAway") // The functions fail on null just so.
    public long of(@Nullable Object input) {
      return switch (kind) {
        case LONGS -> (Long) input;
        case INTEGERS -> (Integer) input;
        case COUNT -> 1;
        case NOTHING -> 0;
      };
    }

    @Override
    public @Nullable Object result(long sum) {
      return switch (kind) {
        case LONGS, COUNT -> sum;
        case INTEGERS -> (int) sum;
        case NOTHING -> null;
      };
    }
  }
}
