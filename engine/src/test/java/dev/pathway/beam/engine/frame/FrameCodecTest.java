// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Weigher;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a frame is after a way over the network. */
final class FrameCodecTest {
  private static final List<Window> WINDOWS = List.of(new Window(0, 10), new Window(5, 15));

  private static FrameCodec codec(@Nullable KeyModel keys) {
    return new FrameCodec(new PlainRows(), PlainCodec.codec(), Weigher.constant(8), keys);
  }

  private static FrameBuilder builder() {
    return new FrameBuilder(3, Weigher.constant(8));
  }

  @Test
  void decode_columns_areThoseEncoded() throws IOException {
    FrameBuilder builder = builder();
    builder.epoch(7);
    builder.append("a", 1, null, null, null, 1);
    builder.append(null, Long.MIN_VALUE, WINDOWS, null, null, -2);

    Frame decoded = codec(null).decode(codec(null).encode(builder.build()));

    assertThat(decoded.size()).isEqualTo(2);
    assertThat(decoded.epoch()).isEqualTo(7);
    assertThat(decoded.value(0)).isEqualTo("a");
    assertThat(decoded.timestamp(0)).isEqualTo(1);
    assertThat(decoded.windows(0)).isNull();
    assertThat(decoded.diff(0)).isEqualTo(1);
    assertThat(decoded.value(1)).isNull();
    assertThat(decoded.timestamp(1)).isEqualTo(Long.MIN_VALUE);
    assertThat(decoded.windows(1)).isEqualTo(WINDOWS);
    assertThat(decoded.diff(1)).isEqualTo(-2);
  }

  @Test
  void decode_keyedFrame_hasIdentitiesOfKeys() throws IOException {
    KeyModel keys = new PairKeys();
    FrameBuilder builder = builder();
    for (long i = 0; i < FrameBuilder.MAX_ROWS; i++) {
      Pair pair = new Pair("key" + i % 5, i);
      builder.appendKeyed(keys.identity(pair), pair, i, null, null, null, 1);
    }
    Frame frame = builder.build();

    Frame decoded = codec(keys).decode(codec(keys).encode(frame));

    assertThat(decoded.size()).isEqualTo(FrameBuilder.MAX_ROWS);
    for (int row = 0; row < decoded.size(); row++) {
      assertThat(decoded.identity(row)).isEqualTo(frame.identity(row));
      assertThat(decoded.value(row)).isEqualTo(frame.value(row));
    }
  }
}
