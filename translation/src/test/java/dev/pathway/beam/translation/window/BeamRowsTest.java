// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.fixture.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BeamRowsTest {
  private static final Instant TIME = Instant.ofEpochMilli(17);
  private static final IntervalWindow FIRST = Windows.window(0, 20);
  private static final IntervalWindow SECOND = Windows.window(10, 30);
  private static final PaneInfo EARLY = PaneInfo.createPane(true, false, Timing.EARLY, 0, -1);

  private final BeamRows rows = new BeamRows();

  static Stream<WindowedValue<?>> elements() {
    return Stream.of(
        WindowedValues.valueInGlobalWindow("value"),
        WindowedValues.<@Nullable String>valueInGlobalWindow(null),
        WindowedValues.valueInGlobalWindow("value", EARLY),
        WindowedValues.timestampedValueInGlobalWindow("value", TIME),
        WindowedValues.timestampedValueInGlobalWindow("value", BoundedWindow.TIMESTAMP_MAX_VALUE),
        WindowedValues.timestampedValueInGlobalWindow("value", BoundedWindow.TIMESTAMP_MIN_VALUE),
        WindowedValues.of("value", TIME, FIRST, PaneInfo.NO_FIRING),
        WindowedValues.of("value", BoundedWindow.TIMESTAMP_MIN_VALUE, FIRST, EARLY),
        WindowedValues.of("value", TIME, List.of(FIRST, SECOND), PaneInfo.ON_TIME_AND_ONLY_FIRING),
        WindowedValues.of("value", TIME, List.of(GlobalWindow.INSTANCE, FIRST), PaneInfo.NO_FIRING),
        WindowedValues.of("value", TIME, FIRST, EARLY, true),
        WindowedValues.of("value", TIME, GlobalWindow.INSTANCE, EARLY, true),
        WindowedValues.of("value", TIME, List.of(FIRST, SECOND), EARLY, "id", 7L, true),
        WindowedValues.of("value", TIME, List.of(FIRST, SECOND), EARLY, null, 7L, false));
  }

  @ParameterizedTest
  @MethodSource("elements")
  void element_ofUnpackedColumns_isTheElement(WindowedValue<?> element) {
    List<WindowedValue<?>> copies = new ArrayList<>();

    rows.unpack(
        element,
        (value, timestamp, windows, pane, extras) ->
            copies.add((WindowedValue<?>) rows.element(value, timestamp, windows, pane, extras)));

    assertThat(copies).hasSize(1);
    assertSame(copies.get(0), element);
  }

  static void assertSame(WindowedValue<?> copy, WindowedValue<?> element) {
    assertThat(copy.getValue()).isEqualTo(element.getValue());
    assertThat(copy.getTimestamp()).isEqualTo(element.getTimestamp());
    assertThat(Windows.of(copy)).isEqualTo(Windows.of(element));
    assertThat(copy.getPaneInfo()).isEqualTo(element.getPaneInfo());
    assertThat(copy.getRecordId()).isEqualTo(element.getRecordId());
    assertThat(copy.getRecordOffset()).isEqualTo(element.getRecordOffset());
    assertThat(copy.causedByDrain()).isEqualTo(element.causedByDrain());
  }

  @Test
  void unpack_ordinaryElement_columnsAreAbsent() {
    rows.unpack(
        WindowedValues.timestampedValueInGlobalWindow("value", TIME),
        (value, timestamp, windows, pane, extras) -> {
          assertThat(value).isEqualTo("value");
          assertThat(timestamp).isEqualTo(17);
          assertThat(windows).isNull();
          assertThat(pane).isNull();
          assertThat(extras).isNull();
        });
  }

  @Test
  void unpack_oneWindow_isTheWindowItself() {
    rows.unpack(
        WindowedValues.of("value", TIME, List.of(FIRST), PaneInfo.NO_FIRING),
        (value, timestamp, windows, pane, extras) -> assertThat(windows).isEqualTo(FIRST));
  }

  @Test
  void unpack_noWindow_saysSo() {
    // Beam's own values refuse this; a builder, which is one of its elements too, does not.
    WindowedValue<String> row =
        WindowedValues.<String>builder()
            .setValue("value")
            .setTimestamp(TIME)
            .setPaneInfo(PaneInfo.NO_FIRING)
            .setWindows(List.of());

    assertThatThrownBy(() -> rows.unpack(row, (value, timestamp, windows, pane, extras) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("an element is in no window");
  }
}
