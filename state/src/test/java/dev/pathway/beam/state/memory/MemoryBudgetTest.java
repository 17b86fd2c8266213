// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  @Test
  void new_negative_throws() {
    assertThatThrownBy(() -> new MemoryBudget(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void new_limitOnly_hasFloorOfOneMebibyte() {
    assertThat(new MemoryBudget(5).floorBytes()).isEqualTo(1 << 20);
    assertThat(new MemoryBudget(5).limitBytes()).isEqualTo(5);
  }

  @Test
  void charge_manyThreads_neverExceedsTheLimitAndEndsAtZero() throws Exception {
    MemoryBudget budget = new MemoryBudget(1 << 20, 0);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch start = new CountDownLatch(4);
    List<Future<Long>> peaks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long seed = t;
      peaks.add(
          threads.submit(
              () -> {
                start.countDown();
                start.await();
                return peakOfRandomCharges(budget, seed);
              }));
    }
    for (Future<Long> peak : peaks) {
      assertThat(peak.get()).isPositive().isLessThanOrEqualTo(budget.limitBytes());
    }
    threads.shutdown();

    assertThat(budget.usedBytes()).isZero();
  }

  private static long peakOfRandomCharges(MemoryBudget budget, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long peak = 0;
    try (MemoryAccount account = budget.openAccount()) {
      for (int i = 0; i < 20_000; i++) {
        if (!account.tryCharge(random.nextInt(20_000))) {
          account.release(account.heldBytes() / 2);
        }
        peak = Math.max(peak, budget.usedBytes());
      }
    }
    return peak;
  }
}
