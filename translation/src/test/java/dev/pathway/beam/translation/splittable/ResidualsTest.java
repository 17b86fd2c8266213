// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.translation.fixture.Windows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ResidualsTest {
  private final Residuals residuals = new Residuals();

  private static Residual residual(String name, long watermark, long resumeMillis) {
    return new Residual(
        WindowedValues.valueInGlobalWindow(name),
        "restriction",
        null,
        Instant.ofEpochMilli(watermark),
        resumeMillis);
  }

  @Test
  void hold_nothingLeft_holdsNothing() {
    assertThat(residuals.hold()).isEqualTo(EventTime.END);
    assertThat(residuals.wakeTime()).isEqualTo(Long.MAX_VALUE);
    assertThat(residuals.poll(Long.MAX_VALUE)).isNull();
  }

  @Test
  void hold_watermarkAtTheEndOfTime_stillHolds() {
    residuals.add(residual("a", BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis(), 0));

    assertThat(residuals.hold()).isLessThan(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
  }

  @Test
  void poll_beforeItsTime_staysThere() {
    residuals.add(residual("a", 7, 100));

    assertThat(residuals.poll(99)).isNull();
    assertThat(residuals.hold()).isEqualTo(7);
    assertThat(residuals.poll(100)).isNotNull();
    assertThat(residuals.hold()).isEqualTo(EventTime.END);
  }

  @Test
  void earliestWindowEnd_elementsLeft_isThatOfTheFirstWindow() {
    assertThat(residuals.earliestWindowEnd()).isEqualTo(EventTime.END);
    for (long start : new long[] {20, 10, 30}) {
      residuals.add(
          new Residual(
              WindowedValues.of(
                  "a",
                  Instant.ofEpochMilli(start),
                  Windows.window(start, start + 10),
                  PaneInfo.NO_FIRING),
              "restriction",
              null,
              Instant.ofEpochMilli(1000),
              start));
    }

    assertThat(residuals.earliestWindowEnd()).isEqualTo(19);
    assertThat(residuals.poll(10)).isNotNull();
    assertThat(residuals.earliestWindowEnd()).isEqualTo(29);
  }

  private static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyHistory_agreesWithASortedList(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Residual> oracle = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(3) > 0) {
        Residual next = residual("r" + i, random.nextInt(10), random.nextInt(10));
        residuals.add(next);
        oracle.add(next);
        oracle.sort(Comparator.comparingLong(Residual::resumeMillis));
      } else {
        long now = random.nextInt(10);
        Residual due =
            oracle.isEmpty() || oracle.get(0).resumeMillis() > now ? null : oracle.get(0);
        assertThat(residuals.poll(now)).isSameAs(due);
        oracle.remove(due);
      }
      assertThat(residuals.hold())
          .isEqualTo(
              oracle.stream()
                  .mapToLong(residual -> residual.watermark().getMillis())
                  .min()
                  .orElse(EventTime.END));
      assertThat(residuals.wakeTime())
          .isEqualTo(oracle.isEmpty() ? Long.MAX_VALUE : oracle.get(0).resumeMillis());
    }
    assertThat(residuals.drain()).containsExactlyElementsOf(oracle);
    assertThat(residuals.hold()).isEqualTo(EventTime.END);
  }
}
