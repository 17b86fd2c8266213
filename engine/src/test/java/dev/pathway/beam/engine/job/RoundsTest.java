// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final Rounds rounds = new Rounds(2, begun::incrementAndGet);
  private final Object first = "first";
  private final Object second = "second";

  @Test
  void await_workersMissing_doesNotHold() throws Exception {
    long round = rounds.begin();
    rounds.settled(first, round, false);

    assertThat(rounds.await(round, 1)).isFalse();
    assertThat(begun).hasValue(1);
  }

  @Test
  void await_reachedAll_holds() throws Exception {
    long round = rounds.begin();
    rounds.settled(first, round, false);
    rounds.settled(second, round, false);

    assertThat(rounds.await(round, 1)).isTrue();
    assertThat(rounds.activity()).isZero();
  }

  @Test
  void await_laterRoundOfAnotherScript_countsForEarlierOnes() throws Exception {
    long round = rounds.begin();
    long later = rounds.begin();
    rounds.settled(first, later, false);
    rounds.settled(second, later, false);

    assertThat(rounds.await(round, 1)).isTrue();
  }

  @Test
  void await_workerThatEnded_isNotWaitedFor() throws Exception {
    rounds.ended(first);
    long round = rounds.begin();
    rounds.settled(second, round, false);

    assertThat(rounds.await(round, 1)).isTrue();
  }

  @Test
  void activity_anythingDone_rises() {
    long before = rounds.activity();
    rounds.settled(first, rounds.begin(), true);
    long settled = rounds.activity();
    rounds.acted();
    long acted = rounds.activity();
    rounds.ended(second);

    assertThat(settled).isGreaterThan(before);
    assertThat(acted).isGreaterThan(settled);
    assertThat(rounds.activity()).isGreaterThan(acted);
  }
}
