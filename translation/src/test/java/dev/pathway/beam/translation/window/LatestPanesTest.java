// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LatestPanesTest {
  private static final PaneInfo FIRST = PaneInfo.createPane(true, false, Timing.EARLY, 0, -1);
  private static final PaneInfo SECOND = PaneInfo.createPane(false, true, Timing.ON_TIME, 1, 0);

  @Test
  void process_severalPanes_latestOfEachWindow() throws Exception {
    assertThat(
            latest(
                in("new", window(0, 10), SECOND),
                in("old", window(0, 10), FIRST),
                in("only", window(10, 20), FIRST)))
        .containsExactlyInAnyOrder("new", "only");
  }

  @Test
  void process_elementsOfOnePane_all() throws Exception {
    assertThat(
            latest(
                in("a", window(0, 10), PaneInfo.NO_FIRING),
                in("b", window(0, 10), PaneInfo.NO_FIRING),
                in(null, window(0, 10), PaneInfo.NO_FIRING)))
        .containsExactlyInAnyOrder("a", "b", null);
  }

  @Test
  void process_elementInSeveralWindows_keptWhereItIsOfTheLatestPane() throws Exception {
    List<WindowedValue<Object>> output =
        run(
            WindowedValues.of(
                "old", Instant.ofEpochMilli(0), List.of(window(0, 10), window(5, 15)), FIRST),
            in("new", window(0, 10), SECOND));

    assertThat(output)
        .containsExactlyInAnyOrder(
            in("old", window(5, 15), FIRST), in("new", window(0, 10), SECOND));
  }

  private static WindowedValue<Object> in(
      @Nullable Object value, BoundedWindow window, PaneInfo pane) {
    return WindowedValues.of(value, Instant.ofEpochMilli(0), window, pane);
  }

  private static List<Object> latest(WindowedValue<?>... elements) throws Exception {
    return run(elements).stream().<Object>map(WindowedValue::getValue).toList();
  }

  private static List<WindowedValue<Object>> run(WindowedValue<?>... elements) throws Exception {
    return StepHarness.run(
        new LatestPanes(),
        List.of(WindowedValues.valueInGlobalWindow(KV.of("key", List.of(elements)))));
  }
}
