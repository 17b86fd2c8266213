// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.EARLY;
import static org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing.ON_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.fixture.Windows;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WindowGroupsTest {
  private static final Trigger EACH_SECOND_ELEMENT =
      Repeatedly.forever(AfterPane.elementCountAtLeast(2));

  /** A result, comparable. */
  private record Pane(List<String> values, long timestamp, BoundedWindow window, PaneInfo info) {}

  @Test
  void process_sessions_neighboursAreOneWindow() throws Exception {
    WindowingStrategy<?, ?> strategy =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(10)));

    List<Pane> panes =
        group(
            strategy, "key", element("a", 0), element("d", 100), element("c", 12), element("b", 5));

    assertThat(panes)
        .containsExactlyInAnyOrder(
            new Pane(List.of("a", "b", "c"), 21, window(0, 22), PaneInfo.ON_TIME_AND_ONLY_FIRING),
            new Pane(List.of("d"), 109, window(100, 110), PaneInfo.ON_TIME_AND_ONLY_FIRING));
  }

  @Test
  void process_sessionsWithEarliestTimestamp_firstElementOfEachSession() throws Exception {
    WindowingStrategy<?, ?> strategy =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(10)))
            .withTimestampCombiner(TimestampCombiner.EARLIEST);

    List<Pane> panes = group(strategy, "key", element("b", 7), element("a", 3), element("c", 50));

    assertThat(panes).extracting(Pane::timestamp).containsExactlyInAnyOrder(3L, 50L);
  }

  @Test
  void process_sessionBridgedByLastElement_allInOne() throws Exception {
    WindowingStrategy<?, ?> strategy =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(10)));

    List<Pane> panes = group(strategy, "key", element("a", 0), element("c", 18), element("b", 9));

    assertThat(panes)
        .containsExactly(
            new Pane(List.of("a", "b", "c"), 27, window(0, 28), PaneInfo.ON_TIME_AND_ONLY_FIRING));
  }

  @Test
  void process_nullKey_isAKeyLikeAnyOther() throws Exception {
    WindowingStrategy<?, ?> strategy =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(10)));

    List<WindowedValue<Object>> output = run(strategy, null, element("a", 0));

    assertThat(output).hasSize(1);
    assertThat(((KV<?, ?>) output.get(0).getValue()).getKey()).isNull();
  }

  @Test
  void process_elementsInSeveralWindows_eachWindowHasThem() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(
                SlidingWindows.of(Duration.millis(10)).every(Duration.millis(5)),
                EACH_SECOND_ELEMENT)
            .withMode(AccumulationMode.DISCARDING_FIRED_PANES)
            .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY);

    List<Pane> panes = group(strategy, "key", element("a", 3), element("b", 7));

    assertThat(panes)
        .containsExactlyInAnyOrder(
            new Pane(List.of("a"), 4, window(-5, 5), PaneInfo.ON_TIME_AND_ONLY_FIRING),
            new Pane(List.of("a", "b"), 9, window(0, 10), pane(true, false, EARLY, 0, -1)),
            new Pane(List.of("b"), 14, window(5, 15), PaneInfo.ON_TIME_AND_ONLY_FIRING));
  }

  @Test
  void process_discardingPanes_onTimePaneIsEmpty() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(new GlobalWindows(), EACH_SECOND_ELEMENT)
            .withMode(AccumulationMode.DISCARDING_FIRED_PANES);

    List<Pane> panes = group(strategy, "key", element("a", 1), element("b", 2), element("c", 3));

    long end = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    assertThat(panes)
        .containsExactly(
            new Pane(
                List.of("a", "b", "c"),
                end,
                GlobalWindow.INSTANCE,
                pane(true, false, EARLY, 0, -1)),
            new Pane(List.of(), end, GlobalWindow.INSTANCE, pane(false, true, ON_TIME, 1, 0)));
  }

  @Test
  void process_accumulatingPanes_onTimePaneHasAll() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(FixedWindows.of(Duration.millis(10)), EACH_SECOND_ELEMENT)
            .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES);

    List<Pane> panes = group(strategy, "key", element("a", 1), element("b", 2));

    assertThat(panes)
        .containsExactly(
            new Pane(List.of("a", "b"), 9, window(0, 10), pane(true, false, EARLY, 0, -1)),
            new Pane(List.of("a", "b"), 9, window(0, 10), pane(false, true, ON_TIME, 1, 0)));
  }

  @Test
  void process_emptyPanesUnwanted_areNotPutOut() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(FixedWindows.of(Duration.millis(10)), EACH_SECOND_ELEMENT)
            .withMode(AccumulationMode.DISCARDING_FIRED_PANES)
            .withOnTimeBehavior(OnTimeBehavior.FIRE_IF_NON_EMPTY);

    assertThat(group(strategy, "key", element("a", 1), element("b", 2))).hasSize(1);
    assertThat(
            group(
                strategy.withClosingBehavior(ClosingBehavior.FIRE_ALWAYS),
                "key",
                element("a", 1),
                element("b", 2)))
        .hasSize(2);
  }

  @Test
  void process_triggerThatFinishes_windowIsClosed() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(FixedWindows.of(Duration.millis(10)), AfterPane.elementCountAtLeast(1));

    List<Pane> panes = group(strategy, "key", element("a", 1), element("b", 2));

    assertThat(panes)
        .containsExactly(
            new Pane(List.of("a", "b"), 9, window(0, 10), pane(true, true, EARLY, 0, -1)));
  }

  @Test
  void process_processingTimeTrigger_firesAtTheEndOfTheWindow() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(
            FixedWindows.of(Duration.millis(10)),
            Repeatedly.forever(
                AfterProcessingTime.pastFirstElementInPane()
                    .plusDelayOf(Duration.standardDays(1))));

    List<Pane> panes = group(strategy, "key", element("a", 1), element("b", 12));

    assertThat(panes)
        .containsExactlyInAnyOrder(
            new Pane(List.of("a"), 9, window(0, 10), PaneInfo.ON_TIME_AND_ONLY_FIRING),
            new Pane(List.of("b"), 19, window(10, 20), PaneInfo.ON_TIME_AND_ONLY_FIRING));
  }

  @Test
  void process_earlyAndLateFirings_nothingIsLateInABatch() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(
                FixedWindows.of(Duration.millis(10)),
                AfterWatermark.pastEndOfWindow()
                    .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                    .withLateFirings(AfterPane.elementCountAtLeast(1)))
            .withAllowedLateness(Duration.standardDays(1))
            .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES);

    List<Pane> panes = group(strategy, "key", element("a", 1));

    assertThat(panes)
        .containsExactly(
            new Pane(List.of("a"), 9, window(0, 10), pane(true, false, EARLY, 0, -1)),
            new Pane(List.of("a"), 9, window(0, 10), pane(false, true, ON_TIME, 1, 0)));
  }

  @Test
  void process_oneKeyAfterTheOther_stateIsNotShared() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(FixedWindows.of(Duration.millis(10)), AfterPane.elementCountAtLeast(1));

    List<WindowedValue<Object>> output =
        StepHarness.run(
            step(strategy),
            List.of(
                WindowedValues.valueInGlobalWindow(KV.of("k", windowed(strategy, element("a", 1)))),
                WindowedValues.valueInGlobalWindow(
                    KV.of("k", windowed(strategy, element("b", 1))))));

    assertThat(output)
        .extracting(row -> pane(row).values())
        .containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void process_panesKeptByTheirReader_doNotChange() throws Exception {
    WindowingStrategy<?, ?> strategy =
        strategy(new GlobalWindows(), EACH_SECOND_ELEMENT)
            .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES);

    List<Pane> panes = group(strategy, "key", element("a", 1), element("b", 2));

    // Read only after the window was closed and its state cleared.
    assertThat(panes).extracting(Pane::values).containsOnly(List.of("a", "b"));
  }

  private static WindowedValue<KV<String, String>> element(String value, long timestamp) {
    return WindowedValues.timestampedValueInGlobalWindow(
        KV.of("key", value), Instant.ofEpochMilli(timestamp));
  }

  private static List<Pane> group(
      WindowingStrategy<?, ?> strategy, String key, WindowedValue<?>... elements) throws Exception {
    return run(strategy, key, elements).stream().map(WindowGroupsTest::pane).toList();
  }

  private static List<WindowedValue<Object>> run(
      WindowingStrategy<?, ?> strategy, @Nullable String key, WindowedValue<?>... elements)
      throws Exception {
    return StepHarness.run(
        step(strategy),
        List.of(WindowedValues.valueInGlobalWindow(KV.of(key, windowed(strategy, elements)))));
  }

  private static List<WindowedValue<Object>> windowed(
      WindowingStrategy<?, ?> strategy, WindowedValue<?>... elements) throws Exception {
    return StepHarness.run(new AssignWindows(strategy.getWindowFn()), Arrays.asList(elements));
  }

  private static KeyedSpec step(WindowingStrategy<?, ?> strategy) {
    return new KeyedSpec(
        KvKeys.of(KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), StringUtf8Coder.of())),
        Grouping.of(
            KvKeys.of(KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), StringUtf8Coder.of())),
            strategy,
            StringUtf8Coder.of(),
            new SerializablePipelineOptions(PipelineOptionsFactory.create())),
        KeyedSpec.Input.BY_KEY);
  }

  @SuppressWarnings("unchecked") // a group of strings
  private static Pane pane(WindowedValue<Object> row) {
    List<String> values = new ArrayList<>();
    ((KV<String, Iterable<String>>) row.getValue()).getValue().forEach(values::add);
    List<BoundedWindow> windows = Windows.of(row);
    assertThat(windows).hasSize(1);
    return new Pane(
        values.stream().sorted().toList(),
        row.getTimestamp().getMillis(),
        windows.get(0),
        row.getPaneInfo());
  }

  private static PaneInfo pane(
      boolean first, boolean last, PaneInfo.Timing timing, long index, long onTimeIndex) {
    return PaneInfo.createPane(first, last, timing, index, onTimeIndex);
  }

  private static WindowingStrategy<?, ?> strategy(WindowFn<?, ?> windowFn, Trigger trigger) {
    return WindowingStrategy.of(windowFn).withTrigger(trigger);
  }
}
