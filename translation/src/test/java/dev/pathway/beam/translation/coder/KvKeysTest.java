// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BigEndianShortCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.ByteCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KvKeysTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("name")
          .addNullableField("bytes", Schema.FieldType.BYTES)
          .build();

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of(StringUtf8Coder.of(), "", "é"),
        Arguments.of(VarIntCoder.of(), -1, Integer.MAX_VALUE),
        Arguments.of(VarLongCoder.of(), 0L, Long.MIN_VALUE),
        Arguments.of(BigEndianIntegerCoder.of(), 1, 2),
        Arguments.of(BigEndianLongCoder.of(), 1L, 2L),
        Arguments.of(BigEndianShortCoder.of(), (short) 1, (short) 2),
        Arguments.of(BooleanCoder.of(), true, false),
        Arguments.of(ByteCoder.of(), (byte) 1, (byte) -1),
        Arguments.of(DoubleCoder.of(), 0.0, -0.0),
        Arguments.of(ByteArrayCoder.of(), new byte[0], new byte[] {1}),
        Arguments.of(BigDecimalCoder.of(), new BigDecimal("1"), new BigDecimal("1.0")),
        Arguments.of(VoidCoder.of(), null, null),
        Arguments.of(NullableCoder.of(StringUtf8Coder.of()), null, ""),
        Arguments.of(
            KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()), KV.of("a", 1), KV.of("a", 2)),
        Arguments.of(IterableCoder.of(VarIntCoder.of()), List.of(), List.of(0)),
        Arguments.of(
            RowCoder.of(SCHEMA),
            Row.withSchema(SCHEMA).addValues("a", null).build(),
            Row.withSchema(SCHEMA).addValues("a", new byte[] {1}).build()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void identity_keysOfOneCoder_areEqualAsTheirEncodingsAre(
      Coder<?> coder, @Nullable Object left, @Nullable Object right) throws IOException {
    KvKeys keys = KvKeys.of(coder, VoidCoder.of());
    boolean same = Arrays.equals(encoded(coder, left), encoded(coder, right));

    assertThat(keys.identityOfKey(left).equals(keys.identityOfKey(right))).isEqualTo(same);
    assertThat(keys.identityOfKey(left))
        .isEqualTo(keys.identity(KV.of(left, "payload")))
        .hasSameHashCodeAs(keys.identity(KV.of(left, "other payload")));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void key_ofIdentityThatWasEncoded_isTheKey(
      Coder<?> coder, @Nullable Object left, @Nullable Object right) throws IOException {
    KvKeys keys = KvKeys.of(coder, VoidCoder.of());
    for (Object key : Arrays.asList(left, right)) {
      Object identity = keys.identityOfKey(key);

      Object copy = roundTrip(keys.identityCodec(), identity);

      assertThat(copy).isEqualTo(identity).hasSameHashCodeAs(identity);
      assertThat(encoded(coder, keys.key(copy))).isEqualTo(encoded(coder, key));
    }
  }

  @Test
  void identity_coderInClosedList_isTheKeyItself() {
    assertThat(KvKeys.of(VarLongCoder.of(), VoidCoder.of()).identityOfKey(7L)).isEqualTo(7L);
    assertThat(KvKeys.of(DoubleCoder.of(), VoidCoder.of()).identityOfKey(7.0))
        .isInstanceOf(EncodedIdentity.class);
  }

  @Test
  void identity_subclassOfCoderInClosedList_isBytes() {
    Coder<String> sameForAll =
        DelegateCoder.<String, String>of(StringUtf8Coder.of(), key -> "same", key -> key);

    KvKeys keys = KvKeys.of(sameForAll, VoidCoder.of());

    assertThat(keys.identityOfKey("a")).isEqualTo(keys.identityOfKey("b"));
  }

  @Test
  void key_mutableKey_isAFreshCopyEachTime() {
    KvKeys keys = KvKeys.of(ByteArrayCoder.of(), VoidCoder.of());
    byte[] key = {1, 2};

    Object identity = keys.identityOfKey(key);
    key[0] = 9;

    assertThat(keys.key(identity)).isEqualTo(new byte[] {1, 2}).isNotSameAs(keys.key(identity));
  }

  @Test
  void identity_largeKey_comesBackWhole() throws IOException {
    KvKeys keys = KvKeys.of(ByteArrayCoder.of(), VoidCoder.of());
    byte[] key = new byte[64 * 1024 + 1];
    Arrays.fill(key, (byte) 7);

    Object identity = roundTrip(keys.identityCodec(), keys.identityOfKey(key));

    assertThat(keys.key(identity)).isEqualTo(key);
  }

  @Test
  void identity_nullThatItsCoderCannotEncode_saysSo() {
    assertThatThrownBy(() -> KvKeys.of(StringUtf8Coder.of(), VoidCoder.of()).identityOfKey(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the key is null, which StringUtf8Coder cannot encode");
    assertThatThrownBy(() -> KvKeys.of(DoubleCoder.of(), VoidCoder.of()).identityOfKey(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the key cannot be encoded with DoubleCoder");
    assertThatThrownBy(() -> KvKeys.of(StringUtf8Coder.of(), VoidCoder.of()).identity(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a null element has no key");
  }

  @Test
  void payload_ofPair_isItsValue() throws IOException {
    KvKeys keys = KvKeys.of(KvCoder.of(StringUtf8Coder.of(), NullableCoder.of(VarIntCoder.of())));

    assertThat(keys.payload(KV.of("a", 1))).isEqualTo(1);
    assertThat(keys.payload(KV.of("a", null))).isNull();
    assertThat(keys.pair("a", 1)).isEqualTo(KV.of("a", 1));
    assertThat(roundTrip(keys.payloadCodec(), 5)).isEqualTo(5);
  }

  private static byte[] encoded(Coder<?> coder, @Nullable Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    untyped(coder).encode(value, out);
    return out.toByteArray();
  }

  @SuppressWarnings("unchecked") // the samples are of their coders' types
  private static Coder<@Nullable Object> untyped(Coder<?> coder) {
    return (Coder<@Nullable Object>) coder;
  }

  private static Object roundTrip(Codec<Object> codec, Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    codec.encode(value, out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    Object copy = codec.decode(in);
    assertThat(in.available()).isZero();
    return copy;
  }
}
