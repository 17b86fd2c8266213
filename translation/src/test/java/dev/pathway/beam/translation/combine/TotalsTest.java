// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.CombineModel.Total;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Combine.IterableCombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Sum;
import org.junit.jupiter.api.Test;

final class TotalsTest {
  @Test
  void of_sumsAndCounts_giveWhatTheFunctionGives() {
    assertSame(Sum.ofLongs(), VarLongCoder.of(), List.of(5L, -7L, Long.MAX_VALUE, 9L));
    assertSame(Sum.ofIntegers(), VarIntCoder.of(), List.of(5, -7, Integer.MAX_VALUE, 9));
    assertSame(Count.combineFn(), StringUtf8Coder.of(), List.of("a", "b", "a"));
  }

  @Test
  void of_anythingElse_isNone() {
    assertThat(Totals.of(Max.ofLongs(), VarLongCoder.of())).isNull();
    assertThat(Totals.of(Sum.ofDoubles(), VarLongCoder.of())).isNull();
    IterableCombineFn<Long> custom = IterableCombineFn.of(values -> values.iterator().next());
    assertThat(Totals.of(custom, VarLongCoder.of())).isNull();
  }

  @Test
  void of_voidOfVoids_isNothing() {
    IterableCombineFn<Void> distinct = IterableCombineFn.of(values -> null);

    Total total = requireNonNull(Totals.of(distinct, VoidCoder.of()));

    assertThat(total.result(total.of(null) + total.of(null))).isNull();
  }

  private static <T, A, R> void assertSame(
      CombineFn<T, A, R> fn, Coder<?> coder, List<? extends T> inputs) {
    Total total = requireNonNull(Totals.of(fn, coder));
    A accumulator = fn.createAccumulator();
    long sum = 0;
    for (T input : inputs) {
      accumulator = fn.addInput(accumulator, input);
      sum += total.of(input);
    }

    assertThat(total.result(sum)).isEqualTo(fn.extractOutput(accumulator));
  }
}
