// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow.IntervalWindowCoder;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ElementCodecTest {
  private static Codec<Object> codec(WindowedValue<?> element) {
    Coder<? extends BoundedWindow> windows =
        element.getWindows().iterator().next() instanceof GlobalWindow
            ? GlobalWindow.Coder.INSTANCE
            : IntervalWindowCoder.of();
    return ElementCodec.spec(NullableCoder.of(StringUtf8Coder.of()), windows).create();
  }

  /** Those whose windows one coder can encode. */
  static Iterable<WindowedValue<?>> elements() {
    return BeamRowsTest.elements()
        .filter(
            element -> element.getWindows().stream().map(Object::getClass).distinct().count() == 1)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("elements")
  void decode_ofTheEncoding_isTheElementWithAllItCarries(WindowedValue<?> element)
      throws IOException {
    Codec<Object> codec = codec(element);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.encode(element, bytes);
    bytes.write('x');
    ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());

    BeamRowsTest.assertSame((WindowedValue<?>) codec.decode(in), element);
    assertThat(in.read()).isEqualTo('x');
  }

  @Test
  void decode_nothing_isAnEarlyEnd() {
    Codec<Object> codec = codec(WindowedValues.valueInGlobalWindow("value"));

    assertThatThrownBy(() -> codec.decode(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(EOFException.class);
  }
}
