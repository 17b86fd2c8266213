// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

final class JobClockTest {
  private final JobClock clock = new JobClock();

  @Test
  void millis_withoutScript_isTheSystemsTime() {
    long before = System.currentTimeMillis();

    assertThat(clock.millis()).isBetween(before, System.currentTimeMillis());
    assertThat(clock.stopped()).isFalse();
  }

  @Test
  void millis_stopped_standsStillAndPassesAsTold() {
    clock.stopAt(-5);
    clock.pass(7);

    assertThat(clock.stopped()).isTrue();
    assertThat(clock.millis()).isEqualTo(2);
    assertThat(clock.instant().toEpochMilli()).isEqualTo(2);
  }

  @Test
  void resume_afterTheScript_goesOnFromThere() {
    clock.stopAt(1000);

    clock.resume();

    assertThat(clock.stopped()).isFalse();
    assertThat(clock.millis()).isBetween(1000L, 60_000L);
    await().until(() -> clock.millis() > 1005);
  }

  @Test
  void resume_anotherScriptPlays_standsStill() {
    clock.stopAt(1000);
    clock.stopAt(1000);

    clock.resume();
    assertThat(clock.stopped()).isTrue();
    clock.pass(5);
    assertThat(clock.millis()).isEqualTo(1005);

    clock.resume();
    assertThat(clock.stopped()).isFalse();
  }
}
