// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.fixture.Windows;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class AssignWindowsTest {
  private static final PaneInfo PANE = PaneInfo.createPane(false, true, Timing.LATE, 2, 1);

  @Test
  void process_fixedWindows_onlyTheWindowsChange() throws Exception {
    List<WindowedValue<Object>> output =
        assign(
            FixedWindows.of(Duration.millis(10)),
            WindowedValues.of(
                "value", Instant.ofEpochMilli(17), GlobalWindow.INSTANCE, PANE, true));

    assertThat(output).hasSize(1);
    WindowedValue<Object> row = output.get(0);
    assertThat(row.getValue()).isEqualTo("value");
    assertThat(row.getTimestamp()).isEqualTo(Instant.ofEpochMilli(17));
    assertThat(Windows.of(row)).containsExactly(window(10, 20));
    assertThat(row.getPaneInfo()).isEqualTo(PANE);
    assertThat(row.causedByDrain()).isTrue();
  }

  @Test
  void process_slidingWindows_elementIsInAllOfThem() throws Exception {
    List<WindowedValue<Object>> output =
        assign(
            SlidingWindows.of(Duration.millis(10)).every(Duration.millis(5)),
            WindowedValues.timestampedValueInGlobalWindow("value", Instant.ofEpochMilli(17)));

    assertThat(output).hasSize(1);
    assertThat(Windows.of(output.get(0))).containsExactlyInAnyOrder(window(10, 20), window(15, 25));
  }

  @Test
  void process_gapBetweenSlidingWindows_elementIsDropped() throws Exception {
    List<WindowedValue<Object>> output =
        assign(
            SlidingWindows.of(Duration.millis(5)).every(Duration.millis(10)),
            WindowedValues.timestampedValueInGlobalWindow("in", Instant.ofEpochMilli(12)),
            WindowedValues.timestampedValueInGlobalWindow("between", Instant.ofEpochMilli(17)));

    assertThat(output).hasSize(1);
    assertThat(output.get(0).getValue()).isEqualTo("in");
  }

  @Test
  void process_elementInSeveralWindows_eachIsAssignedAnew() throws Exception {
    List<WindowedValue<Object>> output =
        assign(
            new Shifted(),
            WindowedValues.of(
                "value",
                Instant.ofEpochMilli(7),
                List.of(window(0, 10), window(5, 15)),
                PaneInfo.NO_FIRING));

    assertThat(output).hasSize(2);
    assertThat(output).flatMap(Windows::of).containsExactly(window(100, 110), window(105, 115));
  }

  private static List<WindowedValue<Object>> assign(
      WindowFn<?, ?> windowFn, WindowedValue<?>... elements) throws Exception {
    return StepHarness.run(new AssignWindows(windowFn), List.of(elements));
  }

  /** Moves the window in which an element is. */
  private static final class Shifted extends NonMergingWindowFn<Object, IntervalWindow> {
    @Override
    public Collection<IntervalWindow> assignWindows(AssignContext context) {
      IntervalWindow window = (IntervalWindow) context.window();
      return List.of(window(window.start().getMillis() + 100, window.end().getMillis() + 100));
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Shifted;
    }

    @Override
    public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
      if (!isCompatible(other)) {
        throw new IncompatibleWindowException(other, "not shifted");
      }
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("not for side inputs");
    }
  }
}
