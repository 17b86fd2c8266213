// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the list of what is left out with the tests that there are. */
final class UnsupportedListTest {
  /** Distinct tests of the suite in Beam 2.70. */
  private static final int TESTS = 413;

  /** Those of them that cannot run as an incremental job, beside what runs nowhere. */
  private static final int LEFT_OUT_INCREMENTALLY = 68;

  private static final Suite SUITE = Suite.discover();

  @Test
  void suite_isComplete() {
    assertThat(SUITE.members()).hasSize(TESTS);
  }

  @Test
  void list_everyEntry_leavesOutATest() {
    assertThat(UnsupportedList.read().entries())
        .allSatisfy(
            entry ->
                assertThat(SUITE.members())
                    .as(entry.what())
                    .anyMatch(member -> entry.leavesOut(member.descriptor())));
  }

  @Test
  void list_noEntry_isThereTwice() {
    assertThat(UnsupportedList.read().entries())
        .extracting(UnsupportedList.Entry::what)
        .doesNotHaveDuplicates();
  }

  @Test
  void list_leavesOut_whatNeedsMoreThanAProcess() {
    UnsupportedList list = UnsupportedList.read();
    Map<String, Long> leftOut =
        SUITE.members().stream()
            .flatMap(member -> list.entry(member.descriptor()).stream())
            .collect(
                Collectors.groupingBy(
                    UnsupportedList.Entry::what, TreeMap::new, Collectors.counting()));
    assertThat(leftOut)
        .isEqualTo(Map.of("UsesExternalService", 11L, "UsesSdkHarnessEnvironment", 3L));
  }

  @Test
  void incrementalList_leavesOut_whatIsUnboundedOrNoFunctionOfElements() {
    UnsupportedList list = UnsupportedList.readIncremental();
    UnsupportedList always = UnsupportedList.read();

    Suite leftOut =
        SUITE
            .runnable()
            .where(member -> always.entry(member.descriptor()).isEmpty())
            .where(member -> list.entry(member.descriptor()).isPresent());

    assertThat(list.entries())
        .allSatisfy(
            entry ->
                assertThat(leftOut.members())
                    .as(entry.what())
                    .anyMatch(member -> entry.leavesOut(member.descriptor())));
    assertThat(leftOut.members()).hasSize(LEFT_OUT_INCREMENTALLY);
  }
}
