// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LatenciesTest {

  @Test
  void bucket_aboveASecond_isRoundedDown() {
    assertThat(Latencies.bucket(0)).isEqualTo("0");
    assertThat(Latencies.bucket(999)).isEqualTo("999");
    assertThat(Latencies.bucket(1_234)).isEqualTo("1230");
    assertThat(Latencies.bucket(98_765)).isEqualTo("98700");
  }

  @Test
  void toFigures_counts_giveLeastLatencyNotExceeded() {
    assertThat(Latencies.of(Map.of("5", 98L, "100", 1L, "20", 101L)).toFigures())
        .containsEntry("latency p50 ms", 20.0)
        .containsEntry("latency p99 ms", 20.0)
        .containsEntry("latency max ms", 100.0);
  }

  @Test
  void toFigures_nothingCounted_isEmpty() {
    assertThat(Latencies.of(Map.of()).toFigures()).isEmpty();
  }
}
