// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.Weigher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

final class CoderWeigherTest {
  @Test
  void weigh_stringsAndBytes_atLeastTheirLength() {
    assertThat(CoderWeigher.of(StringUtf8Coder.of()).weigh("a".repeat(1000)))
        .isBetween(1000L, 1100L);
    assertThat(CoderWeigher.of(ByteArrayCoder.of()).weigh(new byte[1000])).isBetween(1000L, 1100L);
    assertThat(CoderWeigher.of(VarLongCoder.of()).weigh(1L)).isBetween(16L, 32L);
  }

  @Test
  void weigh_pair_sumOfItsParts() {
    Weigher weigher = CoderWeigher.of(KvCoder.of(StringUtf8Coder.of(), ByteArrayCoder.of()));

    assertThat(weigher.weigh(KV.of("a".repeat(500), new byte[500]))).isBetween(1000L, 1200L);
  }

  @Test
  void weigh_null_somethingSmall() {
    for (Coder<?> coder :
        List.of(
            StringUtf8Coder.of(),
            ByteArrayCoder.of(),
            VoidCoder.of(),
            NullableCoder.of(StringUtf8Coder.of()),
            IterableCoder.of(VarLongCoder.of()),
            KvCoder.of(VoidCoder.of(), VoidCoder.of()),
            SerializableCoder.of(Integer.class))) {
      assertThat(CoderWeigher.of(coder).weigh(null)).as("%s", coder).isBetween(0L, 512L);
    }
  }

  @Test
  void weigh_lazyValues_areNotRead() {
    Iterable<Long> values =
        () -> {
          throw new AssertionError("read");
        };

    assertThat(CoderWeigher.of(IterableCoder.of(VarLongCoder.of())).weigh(values)).isPositive();
  }

  @Test
  void weigh_coderOfUnknownKind_sampleCountsForThoseAfterIt() {
    Weigher weigher = CoderWeigher.of(SerializableCoder.of(String.class));

    long large = weigher.weigh("a".repeat(10_000));

    assertThat(large).isGreaterThan(10_000);
    assertThat(Collections.nCopies(15, "")).allMatch(value -> weigher.weigh(value) == large);
    assertThat(weigher.weigh("")).isLessThan(100);
  }

  @Test
  void weigh_valueThatItsCoderRejects_isNoFailure() {
    ArrayList<Object> value = new ArrayList<>();
    value.add(new Object());

    assertThat(CoderWeigher.of(SerializableCoder.of(ArrayList.class)).weigh(value)).isPositive();
  }

  @Test
  void weigher_serialised_weighsTheSame() {
    Weigher weigher =
        CoderWeigher.of(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(String.class)));

    Weigher copy = SerializableUtils.clone(weigher);

    assertThat(copy.weigh(KV.of("a", "b"))).isEqualTo(weigher.weigh(KV.of("a", "b")));
  }

  @Test
  void isLazy_iterableSomewhereInside_isFound() {
    assertThat(
            CoderWeigher.isLazy(
                KvCoder.of(StringUtf8Coder.of(), IterableCoder.of(StringUtf8Coder.of()))))
        .isTrue();
    assertThat(CoderWeigher.isLazy(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())))
        .isFalse();
  }
}
