// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.EventTime;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class SharedPartsTest {
  private static final SharedParts.Part PART =
      new SharedParts.Part(
          new Residual(WindowedValues.valueInGlobalWindow("row"), "rest", null, Instant.EPOCH, 0),
          false);

  /** The other one's thread may start after all input of this one has come. */
  @Test
  void hold_otherWorkerIsNotSetUpYet_staysToHelpIt() {
    SharedParts parts = new SharedParts(2, () -> {});
    Helper early = new Helper(parts);
    early.rest();

    assertThat(early.hold()).isEqualTo(EventTime.START);

    Helper late = new Helper(parts);
    assertThat(parts.wanted()).isTrue();
    parts.give(PART);
    assertThat(parts.wanted()).isFalse();
    assertThat(late.take()).isNull();
    assertThat(early.wakeTime()).isEqualTo(Long.MIN_VALUE);
    assertThat(early.take()).isSameAs(PART);

    late.rest();
    assertThat(late.hold()).isEqualTo(EventTime.START);
    early.rest();
    assertThat(early.hold()).isEqualTo(EventTime.END);
    assertThat(late.hold()).isEqualTo(EventTime.END);
  }
}
