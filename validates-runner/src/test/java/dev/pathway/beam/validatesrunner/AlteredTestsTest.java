// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the list of tests whose first epochs run on something special with the suite. */
final class AlteredTestsTest {
  private static List<String> listed() {
    return ListFile.lines("/alterations.txt").stream()
        .map(line -> line.split("\\s+", 2)[0])
        .toList();
  }

  @Test
  void list_everyTest_isRunIncrementally() {
    assertThat(
            Mode.INCREMENTAL.of(Suite.discover().runnable()).members().stream()
                .map(SuiteMember::name))
        .containsAll(listed());
  }

  @Test
  void list_noTest_isThereTwice() {
    assertThat(listed()).doesNotHaveDuplicates();
  }
}
