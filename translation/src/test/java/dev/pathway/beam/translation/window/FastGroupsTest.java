// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.CalendarWindows;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Never;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FastGroupsTest {
  private static final List<WindowFn<?, ?>> WINDOW_FNS =
      List.of(
          new GlobalWindows(),
          FixedWindows.of(Duration.millis(10)),
          SlidingWindows.of(Duration.millis(10)).every(Duration.millis(3)),
          SlidingWindows.of(Duration.millis(3)).every(Duration.millis(10)),
          CalendarWindows.days(1),
          Sessions.withGapDuration(Duration.millis(5)));
  private static final List<Trigger> TRIGGERS =
      List.of(
          DefaultTrigger.of(),
          Never.ever(),
          AfterWatermark.pastEndOfWindow(),
          AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(2)),
          AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)),
          AfterPane.elementCountAtLeast(1),
          Repeatedly.forever(AfterPane.elementCountAtLeast(2)),
          Repeatedly.forever(AfterProcessingTime.pastFirstElementInPane()),
          AfterFirst.of(
              AfterPane.elementCountAtLeast(2), AfterProcessingTime.pastFirstElementInPane()),
          DefaultTrigger.of().getContinuationTrigger());

  @Test
  void suffice_windowsThatFireOnce_byTable() {
    assertThat(Stream.of(DefaultTrigger.of(), Never.ever(), AfterWatermark.pastEndOfWindow()))
        .allMatch(trigger -> FastGroups.suffice(strategy().withTrigger(trigger)));
    assertThat(FastGroups.suffice(strategy().withAllowedLateness(Duration.standardDays(1))))
        .isTrue();
  }

  @Test
  void suffice_triggersThatMayFireMoreThanOnceOrEarly_byReduceFn() {
    assertThat(
            Stream.of(
                AfterPane.elementCountAtLeast(1),
                Repeatedly.forever(AfterPane.elementCountAtLeast(1)),
                AfterProcessingTime.pastFirstElementInPane(),
                AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1)),
                AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1))))
        .noneMatch(trigger -> FastGroups.suffice(strategy().withTrigger(trigger)));
  }

  @Test
  void suffice_mergingWindows_onlyOnceTheyAreMerged() {
    WindowingStrategy<?, ?> sessions =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(1)));

    assertThat(FastGroups.suffice(sessions)).isFalse();
    assertThat(FastGroups.suffice(sessions.withAlreadyMerged(true))).isTrue();
  }

  @Test
  void sufficeMerged_windowsThatMergeAndFireOnce() {
    WindowingStrategy<?, ?> sessions =
        WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(1)));

    assertThat(FastGroups.sufficeMerged(sessions)).isTrue();
    assertThat(FastGroups.sufficeMerged(sessions.withAlreadyMerged(true))).isFalse();
    assertThat(FastGroups.sufficeMerged(strategy())).isFalse();
    assertThat(FastGroups.sufficeMerged(sessions.withTrigger(AfterPane.elementCountAtLeast(1))))
        .isFalse();
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** What a table makes of the elements of a key is what Beam's ReduceFnRunner makes of them. */
  @ParameterizedTest
  @MethodSource("seeds")
  void suffice_anyStrategy_tableAgreesWithReduceFn(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    WindowingStrategy<?, ?> strategy = randomStrategy(random);
    if (!FastGroups.suffice(strategy)) {
      return;
    }
    List<WindowedValue<KV<String, Integer>>> elements = randomElements(strategy, random);

    List<Pane> table = byTable(strategy, elements);

    assertThat(table)
        .as("%s", strategy)
        .containsExactlyInAnyOrderElementsOf(byReduceFn(strategy, elements));
  }

  /** A result, comparable. */
  private record Pane(
      List<Integer> values, Instant timestamp, BoundedWindow window, PaneInfo info) {}

  private static WindowingStrategy<?, ?> randomStrategy(SplittableRandom random) {
    return WindowingStrategy.of(pick(WINDOW_FNS, random))
        .withTrigger(pick(TRIGGERS.subList(0, random.nextInt(3, TRIGGERS.size() + 1)), random))
        .withTimestampCombiner(pick(List.of(TimestampCombiner.values()), random))
        .withMode(pick(List.of(AccumulationMode.values()), random))
        .withClosingBehavior(pick(List.of(ClosingBehavior.values()), random))
        .withOnTimeBehavior(pick(List.of(OnTimeBehavior.values()), random))
        .withAllowedLateness(
            pick(List.of(Duration.ZERO, Duration.millis(7), Duration.standardDays(9)), random))
        .withAlreadyMerged(random.nextBoolean());
  }

  private static List<WindowedValue<KV<String, Integer>>> randomElements(
      WindowingStrategy<?, ?> strategy, SplittableRandom random) throws Exception {
    List<WindowedValue<KV<String, Integer>>> elements = new ArrayList<>();
    int size = random.nextInt(1, 12);
    for (int i = 0; i < size; i++) {
      elements.add(
          WindowedValues.timestampedValueInGlobalWindow(
              KV.of("key", random.nextInt(5)), Instant.ofEpochMilli(random.nextLong(-20, 40))));
    }
    List<WindowedValue<KV<String, Integer>>> windowed = new ArrayList<>();
    for (WindowedValue<Object> row :
        StepHarness.run(new AssignWindows(strategy.getWindowFn()), elements)) {
      windowed.add(
          WindowedValues.of(
              pair(row.getValue()),
              row.getTimestamp().plus(Duration.millis(later(strategy, random))),
              row.getWindows(),
              row.getPaneInfo()));
    }
    return windowed;
  }

  /** Returns by how much an element is moved on, which may be out of its windows. */
  private static long later(WindowingStrategy<?, ?> strategy, SplittableRandom random) {
    // ReduceFnRunner takes no such elements if results are to have the time of their window's end.
    return strategy.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW
        ? 0
        : pick(List.of(0, 0, 1, 20), random);
  }

  @SuppressWarnings("unchecked") // made above
  private static KV<String, Integer> pair(Object value) {
    return (KV<String, Integer>) value;
  }

  private static List<Pane> byTable(
      WindowingStrategy<?, ?> strategy, List<WindowedValue<KV<String, Integer>>> elements) {
    BeamWindows windows = BeamWindows.of(strategy);
    Map<Object, List<Integer>> values = new LinkedHashMap<>();
    Map<Object, Long> marks = new LinkedHashMap<>();
    for (WindowedValue<KV<String, Integer>> element : elements) {
      for (Object window : windows.each(element.getWindows())) {
        values.computeIfAbsent(window, key -> new ArrayList<>()).add(element.getValue().getValue());
        marks.merge(
            window, windows.mark(element.getTimestamp().getMillis(), window), windows::mergeMarks);
      }
    }
    List<Pane> panes = new ArrayList<>();
    values.forEach(
        (window, group) ->
            panes.add(
                new Pane(
                    group.stream().sorted().toList(),
                    Instant.ofEpochMilli(
                        windows.outputTimestamp(window, marks.getOrDefault(window, 0L))),
                    (BoundedWindow) window,
                    PaneInfo.ON_TIME_AND_ONLY_FIRING)));
    assertThat(windows.resultPane()).isEqualTo(PaneInfo.ON_TIME_AND_ONLY_FIRING);
    return panes;
  }

  private static List<Pane> byReduceFn(
      WindowingStrategy<?, ?> strategy, List<WindowedValue<KV<String, Integer>>> elements)
      throws Exception {
    if (elements.isEmpty()) {
      return List.of();
    }
    KeyedSpec step =
        new KeyedSpec(
            KvKeys.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())),
            Grouping.of(
                KvKeys.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())),
                strategy,
                VarIntCoder.of(),
                new SerializablePipelineOptions(PipelineOptionsFactory.create())),
            KeyedSpec.Input.BY_KEY);
    List<Pane> panes = new ArrayList<>();
    for (WindowedValue<Object> row :
        StepHarness.run(
            step, List.of(WindowedValues.valueInGlobalWindow(KV.of("key", elements))))) {
      panes.add(
          new Pane(values(row), row.getTimestamp(), only(row.getWindows()), row.getPaneInfo()));
    }
    return panes;
  }

  @SuppressWarnings("unchecked") // a group of integers
  private static List<Integer> values(WindowedValue<Object> row) {
    List<Integer> values = new ArrayList<>();
    ((KV<String, Iterable<Integer>>) row.getValue()).getValue().forEach(values::add);
    return values.stream().sorted().toList();
  }

  private static BoundedWindow only(Collection<? extends BoundedWindow> windows) {
    assertThat(windows).hasSize(1);
    return windows.iterator().next();
  }

  private static WindowingStrategy<Object, IntervalWindow> strategy() {
    return WindowingStrategy.of(FixedWindows.of(Duration.millis(10)));
  }

  private static <T> T pick(List<? extends T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }
}
