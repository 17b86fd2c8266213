// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares what the other runners leave out with the tests that there are. */
final class OfficialExclusionsTest {
  private static final Suite SUITE = Suite.discover();

  /** The numbers were counted by hand for Direct; for the others they guard the reader. */
  @Test
  void selects_suite_isAsCounted() {
    Map<String, Integer> selected = new LinkedHashMap<>();
    OfficialExclusions.read()
        .forEach(runner -> selected.put(runner.runner(), SUITE.where(runner::selects).size()));

    assertThat(selected)
        .containsExactly(
            entry("Direct", 395),
            entry("Prism", 348),
            entry("Flink batch", 302),
            entry("Flink streaming", 333),
            entry("Dataflow v2 batch", 241),
            entry("Dataflow v2 streaming", 302),
            entry("Spark batch", 295),
            entry("Spark structured", 236),
            entry("Samza", 296));
  }

  @Test
  void read_everyCategory_isOneOfBeam() {
    assertThat(OfficialExclusions.read())
        .allSatisfy(
            runner ->
                assertThat(runner.categories())
                    .as(runner.runner())
                    .allSatisfy(
                        category ->
                            assertThat(Class.forName(Suite.CATEGORY_PACKAGE + category))
                                .isNotNull()));
  }
}
