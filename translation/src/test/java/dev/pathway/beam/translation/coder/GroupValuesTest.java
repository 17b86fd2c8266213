// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

final class GroupValuesTest {
  @Test
  void iterator_calledTwice_readsAnewEachTime() {
    AtomicInteger reads = new AtomicInteger();
    GroupValues values =
        new GroupValues(
            () -> {
              reads.incrementAndGet();
              return IntStream.range(0, 3).<Object>mapToObj(i -> i).iterator();
            });

    assertThat(values).containsExactly(0, 1, 2);
    assertThat(values).containsExactly(0, 1, 2);
    assertThat(reads).hasValue(2);
  }

  @Test
  void iterator_twoAtOnce_doNotDisturbEachOther() {
    GroupValues values = new GroupValues(Arrays.asList(1, null, 3));

    Iterator<?> first = values.iterator();
    first.next();
    Iterator<?> second = values.iterator();

    assertThat(second.next()).isEqualTo(1);
    assertThat(first.next()).isNull();
  }

  @Test
  void serialise_values_readsThemIntoAList() {
    GroupValues values = new GroupValues(Arrays.asList("a", null));

    Object copy =
        SerializableUtils.deserializeFromByteArray(
            SerializableUtils.serializeToByteArray(values), "values");

    assertThat(copy).isEqualTo(Arrays.asList("a", null));
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // all values are integers
  void encode_values_asAnyIterable() throws Exception {
    Iterable values = new GroupValues(Arrays.asList(1, 2));

    Iterable<Integer> copy =
        CoderUtils.clone(IterableCoder.of(VarIntCoder.of()), (Iterable<Integer>) values);

    assertThat(copy).containsExactly(1, 2);
  }

  @Test
  void toString_fewValues_asAList() {
    assertThat(new GroupValues(Arrays.asList(1, null))).hasToString("[1, null]");
  }

  @Test
  void toString_manyValues_readsSomeOfThem() {
    GroupValues values =
        new GroupValues(() -> IntStream.iterate(0, i -> i + 1).<Object>mapToObj(i -> i).iterator());

    assertThat(values.toString()).startsWith("[0, 1, 2, ").endsWith(", ...]").hasSizeLessThan(1000);
  }
}
