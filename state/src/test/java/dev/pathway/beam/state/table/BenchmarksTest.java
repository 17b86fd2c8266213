// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Runs each benchmark once, so that it does what it says. */
class BenchmarksTest {
  private static final int ROWS = 50_000;
  private static final int KEYS = 20_000;
  private static final long SCARCE_BYTES = 1_000_000;
  private static final long SUM = (long) ROWS * (ROWS - 1) / 2;

  @Test
  void groupTableBenchmark_once_givesTheSum() throws IOException {
    GroupTableBenchmark benchmark = new GroupTableBenchmark();
    benchmark.rows = ROWS;
    benchmark.keys = KEYS;
    benchmark.scarceBytes = SCARCE_BYTES;
    benchmark.makeInput();

    assertThat(benchmark.inMemory()).isEqualTo(SUM);
    assertThat(benchmark.spilled()).isEqualTo(SUM);
    assertThat(benchmark.hashMap()).isEqualTo(SUM);
    benchmark.close();
  }

  @Test
  void combineTableBenchmark_once_givesTheSum() throws IOException {
    CombineTableBenchmark benchmark = new CombineTableBenchmark();
    benchmark.rows = ROWS;
    benchmark.keys = KEYS;
    benchmark.scarceBytes = SCARCE_BYTES;
    benchmark.makeInput();

    assertThat(benchmark.inMemory()).isEqualTo(SUM);
    assertThat(benchmark.spilled()).isEqualTo(SUM);
    assertThat(benchmark.emptiedOften()).isEqualTo(SUM);
    assertThat(benchmark.hashMap()).isEqualTo(SUM);
    benchmark.close();
  }
}
