// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryAccountTest {

  @Test
  void tryCharge_withinTheLimit_reservesAheadInSmallSteps() {
    MemoryBudget budget = new MemoryBudget(1 << 20, 0);
    MemoryAccount account = budget.openAccount();

    assertThat(account.tryCharge(100)).isTrue();

    assertThat(account.heldBytes()).isEqualTo(100);
    assertThat(budget.usedBytes()).isEqualTo(4096);
  }

  @Test
  void tryCharge_muchHeld_reservesAheadInLargeSteps() {
    MemoryBudget budget = new MemoryBudget(1L << 30, 0);
    MemoryAccount account = budget.openAccount();
    account.charge(100 << 20);
    long before = budget.usedBytes();

    account.charge(1);

    assertThat(budget.usedBytes() - before).isEqualTo(256 << 10);
  }

  @Test
  void tryCharge_lastBytes_areGrantedWithoutAStep() {
    MemoryBudget budget = new MemoryBudget(1000, 0);
    MemoryAccount account = budget.openAccount();

    assertThat(account.tryCharge(1000)).isTrue();
    assertThat(account.tryCharge(1)).isFalse();

    assertThat(account.heldBytes()).isEqualTo(1000);
    assertThat(account.isOverdrawn()).isFalse();
  }

  @Test
  void tryCharge_budgetExhausted_grantsTheFloor() {
    MemoryBudget budget = new MemoryBudget(1000, 300);
    budget.openAccount().charge(1000);
    MemoryAccount account = budget.openAccount();

    assertThat(account.tryCharge(300)).isTrue();
    assertThat(account.tryCharge(1)).isFalse();

    assertThat(budget.usedBytes()).isEqualTo(1300);
    assertThat(account.isOverdrawn()).isFalse();
  }

  @Test
  void charge_refused_isTakenAndOverdraws() {
    MemoryBudget budget = new MemoryBudget(1000, 0);
    MemoryAccount account = budget.openAccount();

    account.charge(1500);

    assertThat(account.isOverdrawn()).isTrue();
    assertThat(account.heldBytes()).isEqualTo(1500);
    assertThat(budget.usedBytes()).isEqualTo(1500);
  }

  @Test
  void releaseAll_overdrawn_canBeUsedAgain() {
    MemoryBudget budget = new MemoryBudget(1000, 0);
    MemoryAccount account = budget.openAccount();
    account.charge(1500);

    account.releaseAll();

    assertThat(budget.usedBytes()).isZero();
    assertThat(account.isOverdrawn()).isFalse();
    assertThat(account.tryCharge(1000)).isTrue();
  }

  @Test
  void release_part_givesBackAllButAStep() {
    MemoryBudget budget = new MemoryBudget(1 << 20, 0);
    MemoryAccount account = budget.openAccount();
    account.charge(100_000);

    account.release(99_000);

    assertThat(account.heldBytes()).isEqualTo(1000);
    assertThat(budget.usedBytes()).isEqualTo(1000 + 4096);
  }

  @Test
  void release_moreThanHeld_throws() {
    MemoryAccount account = new MemoryBudget(1000).openAccount();
    account.charge(10);

    assertThatThrownBy(() -> account.release(11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot release 11 bytes of 10");
  }
}
