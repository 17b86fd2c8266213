// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.Runs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CountBenchmarkTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void count_someRows_countsThemAll(boolean lifted) throws Exception {
    assertThat(CountBenchmark.count(50_000, 77, lifted, Runs.settings(2))).isEqualTo(50_000);
  }
}
