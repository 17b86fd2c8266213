// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.coder.OneKey;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

final class NumberedPanesTest {
  private static KV<Long, Object> numbered(long pane, Object value) {
    return KV.of(pane, value);
  }

  @Test
  void latest_byKey_isThatOfEachKey() {
    NumberedPanes panes =
        new NumberedPanes(KvKeys.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));

    assertThat(
            panes.latest(
                List.of(
                    numbered(0, KV.of("a", 1)),
                    numbered(2, KV.of("a", 3)),
                    numbered(0, KV.of("b", 4)),
                    numbered(1, KV.of("a", 2)))))
        .containsExactly(KV.of("a", 3), KV.of("b", 4));
  }

  @Test
  void latest_ofOneKey_isTheWholeLatestPane() {
    NumberedPanes panes = new NumberedPanes(new OneKey(VarIntCoder.of()));

    assertThat(panes.latest(List.of(numbered(0, 1), numbered(1, 2), numbered(1, 3))))
        .containsExactly(2, 3);
  }
}
