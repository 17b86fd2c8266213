// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GroupKeysTest {
  private static final List<Window> TWO = List.of(new Window(0, 10), new Window(5, 15));

  private static @Nullable List<Window> rowWindows(Windowing windowing) {
    return windowing == Windowing.GLOBAL ? null : TWO;
  }

  private static List<Window> windows(Windowing windowing) {
    return windowing == Windowing.GLOBAL ? List.of(Window.GLOBAL) : TWO;
  }

  @ParameterizedTest
  @EnumSource
  void tableKey_ofEachWindow_leadsBackToWindowAndKey(Windowing windowing) {
    GroupKeys keys = new GroupKeys(new PairKeys(), windowing);

    assertThat(keys.windows(rowWindows(windowing)))
        .containsExactlyElementsOf(windows(windowing))
        .allSatisfy(
            window -> {
              Object tableKey = keys.tableKey(window, keys.identityOfKey("k"));
              assertThat(keys.window(tableKey)).isEqualTo(window);
              assertThat(keys.identity(tableKey)).isEqualTo("k");
              assertThat(keys.key(tableKey)).isEqualTo("k");
              assertThat(keys.outputTimestamp(tableKey, 3))
                  .isEqualTo(windowing.outputTimestamp(window, 3));
              assertThat(keys.resultWindows(tableKey)).isEqualTo(windowing.of(window));
            });
  }

  @ParameterizedTest
  @EnumSource
  void tableKey_ofTheNullKey_leadsBackToNull(Windowing windowing) {
    GroupKeys keys = new GroupKeys(new PairKeys(), windowing);
    Object tableKey = keys.tableKey(windows(windowing).get(0), keys.identityOfKey(null));

    assertThat(keys.key(tableKey)).isNull();
    assertThat(keys.keyOfIdentity(keys.identity(tableKey))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void codec_tableKeys_comeBackEqual(Windowing windowing) throws IOException {
    GroupKeys keys = new GroupKeys(new PairKeys(), windowing);
    Codec<Object> codec = keys.codec();

    for (Window window : windows(windowing)) {
      Object tableKey = keys.tableKey(window, "k");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      codec.encode(tableKey, bytes);

      assertThat(codec.decode(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(tableKey);
    }
  }
}
