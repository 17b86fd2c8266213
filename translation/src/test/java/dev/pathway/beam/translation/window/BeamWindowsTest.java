// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BeamWindowsTest {
  private static final IntervalWindow WINDOW = window(0, 100);

  @ParameterizedTest
  @CsvSource({"EARLIEST, 10", "LATEST, 30", "END_OF_WINDOW, 99"})
  void outputTimestamp_ofSeveralRows_byTimestampCombiner(
      TimestampCombiner combiner, long expected) {
    BeamWindows windows = windows(FixedWindows.of(Duration.millis(100)), combiner);

    long mark = windows.mark(20, WINDOW);
    mark = windows.mergeMarks(mark, windows.mark(10, WINDOW));
    mark = windows.mergeMarks(windows.mark(30, WINDOW), mark);

    assertThat(windows.outputTimestamp(WINDOW, mark)).isEqualTo(expected);
    assertThat(windows.mark(windows.outputTimestamp(WINDOW, mark), WINDOW)).isEqualTo(mark);
  }

  @Test
  void dropped_rows_countAtOnce() {
    MetricsEnvironment.setMetricsSupported(true);
    Job job = Jobs.create();

    windows(FixedWindows.of(Duration.millis(100)), TimestampCombiner.END_OF_WINDOW)
        .dropped(job, "step", 3);

    assertThat(
            JobMetrics.of(job)
                .results()
                .queryMetrics(MetricsFilter.builder().addStep("step").build())
                .getCounters())
        .singleElement()
        .satisfies(counter -> assertThat(counter.getCommitted()).isEqualTo(3));
  }

  @Test
  void each_globalWindows_isTheOneWindow() {
    BeamWindows windows = windows(new GlobalWindows(), TimestampCombiner.END_OF_WINDOW);

    assertThat(windows.single()).isTrue();
    assertThat(windows.each(null)).containsExactly(GlobalWindow.INSTANCE);
    assertThat(windows.of(GlobalWindow.INSTANCE)).isNull();
    assertThat(
            windows.outputTimestamp(GlobalWindow.INSTANCE, windows.mark(5, GlobalWindow.INSTANCE)))
        .isEqualTo(GlobalWindow.INSTANCE.maxTimestamp().getMillis());
  }

  @Test
  void each_slidingWindows_areAllOfTheRow() {
    BeamWindows windows =
        windows(SlidingWindows.of(Duration.millis(100)), TimestampCombiner.END_OF_WINDOW);

    assertThat(windows.single()).isFalse();
    assertThat(windows.each(List.of(window(0, 100), window(50, 150))))
        .containsExactly(window(0, 100), window(50, 150));
    assertThat(windows.each(WINDOW)).containsExactly(WINDOW);
    assertThat(windows.of(WINDOW)).isEqualTo(WINDOW);
  }

  @Test
  void ignored_rowInAnyWindow_fallsIntoOneGroupWithoutPane() {
    BeamWindows windows = BeamWindows.ignored();

    assertThat(windows.single()).isTrue();
    assertThat(windows.each(WINDOW)).containsExactly(GlobalWindow.INSTANCE);
    assertThat(windows.resultPane()).isNull();
  }

  @Test
  void resultPane_groupThatFiresOnce_isOnTimeFirstAndLast() {
    assertThat(windows(new GlobalWindows(), TimestampCombiner.EARLIEST).resultPane())
        .isEqualTo(PaneInfo.ON_TIME_AND_ONLY_FIRING);
  }

  @Test
  void codec_window_roundTrips() throws Exception {
    Codec<Object> codec =
        windows(FixedWindows.of(Duration.millis(100)), TimestampCombiner.EARLIEST).codec();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    codec.encode(WINDOW, out);

    assertThat(codec.decode(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(WINDOW);
  }

  private static BeamWindows windows(WindowFn<?, ?> windowFn, TimestampCombiner combiner) {
    return BeamWindows.of(WindowingStrategy.of(windowFn).withTimestampCombiner(combiner));
  }
}
