// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.Weigher;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
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
  void weigh_hugeValueBetweenSamples_countsInFull() {
    Weigher weigher = CoderWeigher.of(SerializableCoder.of(ArrayList.class));
    long small = weigher.weigh(new ArrayList<>(List.of("a")));

    assertThat(weigher.weigh(new ArrayList<>(List.of("a".repeat(1_000_000)))))
        .isGreaterThan(1_000_000);
    assertThat(weigher.weigh(new ArrayList<>(List.of("b")))).isEqualTo(small);
  }

  @Test
  void weigh_listOfLargeElements_countsThem() {
    assertThat(
            CoderWeigher.of(ListCoder.of(StringUtf8Coder.of()))
                .weigh(List.of("a".repeat(10_000), "b")))
        .isBetween(10_000L, 10_200L);
  }

  @Test
  void weigh_coderThatIsCheapToAsk_isExactForEach() {
    Weigher weigher = CoderWeigher.of(new LengthCoder());

    assertThat(weigher.weigh("")).isLessThan(50);
    assertThat(weigher.weigh("a".repeat(300))).isBetween(300L, 350L);
    assertThat(weigher.weigh("a")).isLessThan(50);
  }

  /** Knows the size of an encoding without making it. */
  private static final class LengthCoder extends AtomicCoder<String> {
    @Override
    public void encode(String value, OutputStream out) {
      throw new AssertionError("not to be encoded for its size");
    }

    @Override
    public String decode(InputStream in) {
      return "";
    }

    @Override
    public boolean isRegisterByteSizeObserverCheap(String value) {
      return true;
    }

    @Override
    protected long getEncodedElementByteSize(String value) {
      return value.length();
    }
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
