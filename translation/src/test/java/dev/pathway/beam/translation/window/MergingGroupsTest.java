// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MergingFns;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.window.MergingGroups.Limits;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MergingGroupsTest {
  private static final Limits USUAL = new Limits(64, 1 << 20, 1024);
  private static final List<WindowFn<?, ?>> WINDOW_FNS =
      List.of(
          Sessions.withGapDuration(Duration.millis(1)),
          Sessions.withGapDuration(Duration.millis(5)),
          Sessions.withGapDuration(Duration.millis(40)),
          new MergingFns.Classes(),
          new MergingFns.EvenStarts(),
          new MergingFns.Earliest(),
          new MergingFns.Doubled());
  private static final KvKeys KEYS =
      KvKeys.of(
          KvCoder.of(
              NullableCoder.of(StringUtf8Coder.of()), NullableCoder.of(StringUtf8Coder.of())));

  @TempDir Path folder;

  /** A result, comparable. */
  private record Pane(
      @Nullable String key,
      List<String> values,
      Instant timestamp,
      BoundedWindow window,
      PaneInfo info) {}

  static LongStream seeds() {
    return LongStream.range(0, 250);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void process_anyStrategy_agreesWithReduceFn(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    WindowingStrategy<?, ?> strategy = randomStrategy(random);
    List<List<WindowedValue<Object>>> groups = new ArrayList<>();
    for (int key = 0; key < 3; key++) {
      groups.add(randomElements(key == 0 ? null : "key" + key, strategy, random, 4));
    }
    Limits limits =
        random.nextBoolean()
            ? USUAL
            : new Limits(random.nextInt(8), random.nextInt(20), random.nextInt(1, 8));

    List<Pane> panes = panes(StepHarness.run(step(strategy, limits), grouped(groups)));

    assertThat(panes)
        .as("seed %s: %s, %s", seed, strategy, limits)
        .containsExactlyInAnyOrderElementsOf(byReduceFn(strategy, groups));
  }

  static LongStream fewSeeds() {
    return LongStream.range(0, 10);
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void process_shortOfMemory_agreesWithReduceFnAndWasOnDisk(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    WindowingStrategy<?, ?> strategy = randomStrategy(random);
    List<List<WindowedValue<Object>>> groups =
        List.of(
            randomElements("one", strategy, random, 200),
            randomElements("two", strategy, random, 200));

    List<Pane> panes;
    try (SpillDirectory spill = SpillDirectory.open(folder)) {
      Job job =
          new Job("id", "test", JobSettings.batch(2), new MemoryBudget(1 << 12, 0), () -> spill);
      StepHarness harness =
          new StepHarness(step(strategy, new Limits(random.nextInt(9), 1 << 20, 16)), job);
      harness.setup();
      harness.bundle(grouped(groups));
      harness.fn().teardown();

      panes = panes(harness.outputs(0));
      try (Stream<Path> files = Files.list(spill.path())) {
        assertThat(files).as("files that hold groups until the job ends").isNotEmpty();
      }
    }

    assertThat(panes)
        .as("seed %s: %s", seed, strategy)
        .containsExactlyInAnyOrderElementsOf(byReduceFn(strategy, groups));
  }

  @Test
  @SuppressWarnings("unchecked") // a group of strings
  void process_valuesOfAFewElements_cannotBeRemoved() throws Exception {
    WindowingStrategy<?, ?> strategy = sessions();
    List<WindowedValue<Object>> group = elements("key", strategy, List.of("a"), List.of(1L));

    WindowedValue<Object> pane =
        StepHarness.run(step(strategy, USUAL), grouped(List.of(group))).get(0);
    Iterator<?> values = ((KV<?, Iterable<?>>) pane.getValue()).getValue().iterator();

    assertThat(values.next()).isEqualTo("a");
    assertThatThrownBy(values::remove).isInstanceOf(UnsupportedOperationException.class);
  }

  /** Ways to sort what is merged. */
  private enum Sorting {
    FEW {
      @Override
      StepSpec step(WindowingStrategy<?, ?> strategy) {
        return MergingGroupsTest.step(
            strategy, new Limits(Integer.MAX_VALUE, Long.MAX_VALUE, 1024));
      }
    },
    MANY {
      @Override
      StepSpec step(WindowingStrategy<?, ?> strategy) {
        return MergingGroupsTest.step(strategy, new Limits(0, 0, 1024));
      }
    },
    REDUCE_FN {
      @Override
      StepSpec step(WindowingStrategy<?, ?> strategy) {
        return reduceFn(strategy, KeyedSpec.Input.BY_KEY);
      }
    };

    abstract StepSpec step(WindowingStrategy<?, ?> strategy);
  }

  @ParameterizedTest
  @EnumSource
  void process_jobThatStops_endsAtTheNextElement(Sorting sorting) throws Exception {
    WindowingStrategy<?, ?> strategy = sessions();
    Job job = Jobs.create();
    List<WindowedValue<Object>> elements =
        elements("key", strategy, List.of("a", "b", "c", "d"), List.of(1L, 2L, 3L, 4L));
    AtomicInteger read = new AtomicInteger();
    Iterable<WindowedValue<Object>> stopping =
        () ->
            elements.stream()
                .peek(
                    element -> {
                      if (read.incrementAndGet() == 2) {
                        job.fail(new IllegalStateException("elsewhere"));
                      }
                    })
                .iterator();
    StepHarness harness = new StepHarness(sorting.step(strategy), job);
    harness.setup();

    assertThatThrownBy(
            () ->
                harness.bundle(List.of(WindowedValues.valueInGlobalWindow(KV.of("key", stopping)))))
        .isInstanceOf(JobStoppedException.class);
    harness.fn().teardown();

    assertThat(read).hasValue(2);
  }

  private static WindowingStrategy<?, ?> sessions() {
    return WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(5)));
  }

  private static WindowingStrategy<?, ?> randomStrategy(SplittableRandom random) {
    WindowFn<?, ?> windowFn = pick(WINDOW_FNS, random);
    List<TimestampCombiner> combiners = new ArrayList<>(List.of(TimestampCombiner.values()));
    if (windowFn instanceof MergingFns.Earliest) {
      // ReduceFnRunner takes no elements then that are out of their windows.
      combiners.remove(TimestampCombiner.END_OF_WINDOW);
    }
    return WindowingStrategy.of(windowFn)
        .withTrigger(
            pick(
                List.of(DefaultTrigger.of(), Never.ever(), AfterWatermark.pastEndOfWindow()),
                random))
        .withTimestampCombiner(pick(combiners, random))
        .withMode(pick(List.of(AccumulationMode.values()), random))
        .withClosingBehavior(pick(List.of(ClosingBehavior.values()), random))
        .withOnTimeBehavior(pick(List.of(OnTimeBehavior.values()), random))
        .withAllowedLateness(
            pick(List.of(Duration.ZERO, Duration.millis(7), Duration.standardDays(9)), random));
  }

  private static List<WindowedValue<Object>> randomElements(
      @Nullable String key, WindowingStrategy<?, ?> strategy, SplittableRandom random, int scale)
      throws Exception {
    int size = random.nextInt(scale, 3 * scale);
    List<@Nullable String> values = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(random.nextInt(9) == 0 ? null : "v" + random.nextInt(5));
      times.add(random.nextLong(-5L * scale, 10L * scale));
    }
    List<WindowedValue<Object>> elements = elements(key, strategy, values, times);
    if (strategy.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW) {
      return elements; // See randomStrategy.
    }
    List<WindowedValue<Object>> moved = new ArrayList<>();
    for (WindowedValue<Object> row : elements) {
      long later = pick(List.of(0L, 0L, 1L, 20L), random);
      moved.add(
          WindowedValues.of(
              row.getValue(),
              row.getTimestamp().plus(Duration.millis(later)),
              row.getWindows(),
              row.getPaneInfo()));
    }
    return moved;
  }

  private static List<WindowedValue<Object>> elements(
      @Nullable String key,
      WindowingStrategy<?, ?> strategy,
      List<@Nullable String> values,
      List<Long> times)
      throws Exception {
    List<WindowedValue<?>> elements = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      elements.add(
          WindowedValues.timestampedValueInGlobalWindow(
              KV.of(key, values.get(i)), Instant.ofEpochMilli(times.get(i))));
    }
    return StepHarness.run(new AssignWindows(strategy.getWindowFn()), elements);
  }

  /** Returns the elements of each key as one element. */
  private static List<WindowedValue<?>> grouped(List<List<WindowedValue<Object>>> groups) {
    List<WindowedValue<?>> grouped = new ArrayList<>();
    for (List<WindowedValue<Object>> elements : groups) {
      Object key = ((KV<?, ?>) elements.get(0).getValue()).getKey();
      grouped.add(WindowedValues.valueInGlobalWindow(KV.of(key, elements)));
    }
    return grouped;
  }

  @SuppressWarnings("unchecked") // the step does not look at windows of another type
  private static StepSpec step(WindowingStrategy<?, ?> strategy, Limits limits) {
    return new MergingGroups(KEYS, (WindowingStrategy<?, BoundedWindow>) strategy, limits);
  }

  private static StepSpec reduceFn(WindowingStrategy<?, ?> strategy, KeyedSpec.Input input) {
    return new KeyedSpec(
        KEYS,
        Grouping.of(
            KEYS,
            strategy,
            NullableCoder.of(StringUtf8Coder.of()),
            new SerializablePipelineOptions(PipelineOptionsFactory.create())),
        input);
  }

  /** Returns what Beam makes of elements that come one by one before all of time passes. */
  private static List<Pane> byReduceFn(
      WindowingStrategy<?, ?> strategy, List<List<WindowedValue<Object>>> groups) throws Exception {
    StepHarness harness =
        new StepHarness(reduceFn(strategy, KeyedSpec.Input.ONE_BY_ONE), Jobs.create());
    harness.setup();
    for (List<WindowedValue<Object>> elements : groups) {
      harness.bundle(elements);
    }
    harness.fn().advance(EventTime.END);
    harness.fn().wake();
    harness.fn().teardown();
    return panes(harness.outputs(0));
  }

  @SuppressWarnings("unchecked") // groups of strings
  private static List<Pane> panes(List<WindowedValue<Object>> rows) {
    List<Pane> panes = new ArrayList<>();
    for (WindowedValue<Object> row : rows) {
      KV<@Nullable String, Iterable<@Nullable String>> group =
          (KV<@Nullable String, Iterable<@Nullable String>>) row.getValue();
      List<String> values = new ArrayList<>();
      group.getValue().forEach(value -> values.add(String.valueOf(value)));
      values.sort(null);
      assertThat(row.getWindows()).hasSize(1);
      panes.add(
          new Pane(
              group.getKey(),
              values,
              row.getTimestamp(),
              row.getWindows().iterator().next(),
              row.getPaneInfo()));
    }
    return panes;
  }

  private static <T> T pick(List<? extends T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }
}
