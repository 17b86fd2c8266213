// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MemoryState;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PushbackTest {
  private static final int WINDOWS = 6;
  private static final long SIZE = 10;
  private static final long LATENESS = 3;

  @TempDir Path folder;

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  /** A view whose windows become ready when the test says so. */
  private static final class OpeningView implements View {
    private final Set<Object> open = new HashSet<>();
    private long version;
    private long released = EventTime.START;
    private boolean alone = true;

    void open(Object window) {
      open.add(window);
      version++;
    }

    @Override
    public boolean ready(Object window, long end) {
      return open.contains(window);
    }

    @Override
    public long version() {
      return version;
    }

    @Override
    public void release(long time) {
      assertThat(time).isGreaterThanOrEqualTo(released);
      released = time;
    }

    @Override
    public boolean released(long end) {
      return alone && end < released;
    }

    @Override
    public Iterable<@Nullable Object> values(Object window) {
      return List.of();
    }

    @Override
    public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
      return List.of();
    }

    @Override
    public Iterable<@Nullable Object> keys(Object window) {
      return List.of();
    }
  }

  /** Writes down what comes, by window, and the watermark. */
  private static final class Recorder implements StepFn {
    private final OpeningView view;
    private final Map<BoundedWindow, List<Object>> seen;
    private long watermark = EventTime.START;

    Recorder(OpeningView view) {
      this(view, new HashMap<>());
    }

    Recorder(OpeningView view, Map<BoundedWindow, List<Object>> seen) {
      this.view = view;
      this.seen = seen;
    }

    @Override
    public void setup(StepContext context) {}

    @Override
    public void process(Object element) {
      WindowedValue<?> row = (WindowedValue<?>) element;
      for (BoundedWindow window : row.getWindows()) {
        assertThat(view.open).contains(window);
        seen.computeIfAbsent(window, key -> new ArrayList<>()).add(row.getValue());
      }
    }

    @Override
    public void advance(long newWatermark) {
      assertThat(newWatermark).isGreaterThanOrEqualTo(watermark);
      watermark = newWatermark;
    }
  }

  /** Elements of windows that are not ready wait, in memory or on disk, and time with them. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomHistory_nothingIsLostNorLate(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    boolean spills = random.nextBoolean();
    OpeningView view = new OpeningView();
    view.alone = false;
    Recorder recorder = new Recorder(view);
    try (SpillDirectory directory = SpillDirectory.open(folder)) {
      boolean[] spilled = new boolean[1];
      Job job =
          new Job(
              "id",
              "test",
              JobSettings.batch(2),
              new MemoryBudget(spills ? 1 : 1 << 20, 0),
              () -> {
                spilled[0] = true;
                return directory;
              });
      StepHarness harness = new StepHarness(pushback(recorder), job, view);
      harness.setup();
      Map<BoundedWindow, List<Object>> sent = new HashMap<>();
      Map<BoundedWindow, Long> waitsFrom = new HashMap<>();
      boolean waited = false;
      long watermark = 0;

      for (int i = 0; i < 80; i++) {
        switch (random.nextInt(6)) {
          case 0 -> {
            watermark += random.nextInt(8);
            harness.advance(watermark);
            waitsFrom.keySet().removeAll(view.open);
          }
          case 1 -> {
            BoundedWindow window = window(random.nextInt(WINDOWS));
            view.open(window);
            if (random.nextBoolean()) {
              harness.wake();
              waitsFrom.keySet().removeAll(view.open);
            }
          }
          default -> {
            WindowedValue<Integer> element = element(i, watermark, random);
            long timestamp = element.getTimestamp().getMillis();
            for (BoundedWindow window : element.getWindows()) {
              sent.computeIfAbsent(window, key -> new ArrayList<>()).add(i);
              if (!view.open.contains(window) || waitsFrom.containsKey(window)) {
                waitsFrom.merge(window, timestamp, Math::min);
                waited = true;
              }
            }
            harness.bundle(List.of(element));
          }
        }
        long earliest =
            waitsFrom.values().stream().mapToLong(Long::longValue).min().orElse(EventTime.END);
        assertThat(harness.fn().hold()).isEqualTo(earliest);
        assertThat(recorder.watermark).isLessThanOrEqualTo(watermark);
      }

      for (int i = 0; i < WINDOWS; i++) {
        view.open(window(i));
      }
      harness.advance(EventTime.END);
      assertThat(recorder.seen).isEqualTo(sent);
      assertThat(recorder.watermark).isEqualTo(EventTime.END);
      assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
      assertThat(spilled[0]).isEqualTo(spills && waited);
      harness.fn().teardown();
    }
  }

  private static WindowedValue<Integer> at(long timestamp) {
    return WindowedValues.of(
        1,
        Instant.ofEpochMilli(timestamp),
        List.of(window((int) (timestamp / SIZE))),
        PaneInfo.NO_FIRING);
  }

  @Test
  void hold_eventTimePasses_releasesWhatIsLateBeyondWhatIsAllowed() throws Exception {
    OpeningView view = new OpeningView();
    StepHarness harness = new StepHarness(pushback(new Recorder(view)), Jobs.create(), view);
    harness.setup();

    harness.advance(25);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(view.released).isEqualTo(25 - LATENESS);

    harness.bundle(List.of(at(31)));
    harness.advance(55);
    assertThat(harness.fn().hold()).isEqualTo(31);
    assertThat(view.released).as("one waits").isEqualTo(31 - LATENESS);

    view.open(window(3));
    harness.advance(EventTime.END);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(view.released).isEqualTo(EventTime.END);
  }

  /** A step with an element that it has not finished. */
  private static final class Unfinished implements StepFn, UnfinishedElements {
    private long earliest;

    @Override
    public void setup(StepContext context) {}

    @Override
    public void process(Object element) {}

    @Override
    public long earliestWindowEnd() {
      return earliest;
    }
  }

  @Test
  void hold_elementThatEventTimeHasPassed_keepsItsSideInput() throws Exception {
    OpeningView view = new OpeningView();
    Unfinished step = new Unfinished();
    StepHarness harness = new StepHarness(pushback(step), Jobs.create(), view);
    harness.setup();
    step.earliest = 19;

    harness.advance(1000);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(view.released).isEqualTo(19 - LATENESS);

    step.earliest = EventTime.END;
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(view.released).isEqualTo(1000 - LATENESS);
  }

  @Test
  void process_elementWhoseSideInputIsGone_dropsAndCountsIt() throws Exception {
    OpeningView view = new OpeningView();
    Recorder recorder = new Recorder(view);
    Job job = Jobs.create();
    StepHarness harness = new StepHarness(pushback(recorder), job, view);
    harness.setup();
    view.open(window(1));
    harness.advance(19 + LATENESS);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);

    harness.bundle(List.of(at(0), at(15)));

    assertThat(recorder.seen.keySet()).containsExactly(window(1));
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(JobMetrics.of(job).results().allMetrics().getCounters())
        .singleElement()
        .satisfies(counter -> assertThat(counter.getCommitted()).isEqualTo(1));
  }

  @Test
  void teardown_afterAnElementThatWaitedFailed_givesBackAllMemory() throws Exception {
    OpeningView view = new OpeningView();
    StepFn failing =
        new StepFn() {
          @Override
          public void setup(StepContext context) {}

          @Override
          public void process(Object element) {
            throw new IllegalStateException("failed");
          }
        };
    Job job = Jobs.create();
    StepHarness harness = new StepHarness(pushback(failing), job, view);
    harness.setup();
    harness.bundle(
        List.of(WindowedValues.of(1, Instant.EPOCH, List.of(window(0)), PaneInfo.NO_FIRING)));
    view.open(window(0));

    assertThatThrownBy(harness::wake).hasMessage("failed");
    assertThat(job.memory().usedBytes()).isPositive();
    harness.fn().teardown();

    assertThat(job.memory().usedBytes()).isZero();
  }

  /** Whoever goes on has the elements that waited, each once, and event time waits with them. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_elementsThatWait_goOnWaiting(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    OpeningView view = new OpeningView();
    List<MemoryState> states = List.of(new MemoryState(0, 1, true));
    Map<BoundedWindow, List<Object>> sent = new HashMap<>();
    Map<BoundedWindow, List<Object>> seen = new HashMap<>();
    long earliest = EventTime.END;
    for (int round = 1; round <= 4; round++) {
      List<StepHarness> workers = new ArrayList<>();
      for (MemoryState state : states) {
        StepHarness worker =
            new StepHarness(pushback(new Recorder(view, seen)), Jobs.streaming(), view);
        worker.setup();
        worker.fn().restore(state);
        workers.add(worker);
      }
      assertThat(least(workers)).isEqualTo(earliest);
      for (int i = 0; i < 20; i++) {
        WindowedValue<Integer> element = element(100 * round + i, 0, random);
        earliest = Math.min(earliest, element.getTimestamp().getMillis());
        element
            .getWindows()
            .forEach(
                window ->
                    sent.computeIfAbsent(window, key -> new ArrayList<>()).add(element.getValue()));
        workers.get(random.nextInt(workers.size())).bundle(List.of(element));
      }
      for (StepHarness worker : workers) {
        worker.fn().save(round);
      }
      states = MemoryState.restored(states, 1 + random.nextInt(3), round);
      // Lost: it is not part of the snapshot.
      workers.get(0).bundle(List.of(element(-1, 0, random)));
      for (StepHarness worker : workers) {
        worker.fn().teardown();
      }
    }
    assertThat(seen).isEmpty();

    for (int i = 0; i < WINDOWS; i++) {
      view.open(window(i));
    }
    for (MemoryState state : states) {
      StepHarness worker =
          new StepHarness(pushback(new Recorder(view, seen)), Jobs.streaming(), view);
      worker.setup();
      worker.fn().restore(state);
      worker.wake();
      assertThat(worker.fn().hold()).isEqualTo(EventTime.END);
      assertThat(state.size()).isZero();
    }
    assertThat(seen.keySet()).isEqualTo(sent.keySet());
    sent.forEach(
        (window, values) ->
            assertThat(seen.get(window)).containsExactlyInAnyOrderElementsOf(values));
  }

  private static long least(List<StepHarness> workers) {
    return workers.stream().mapToLong(worker -> worker.fn().hold()).min().orElseThrow();
  }

  private static BoundedWindow window(int number) {
    return new IntervalWindow(
        Instant.ofEpochMilli(number * SIZE), Instant.ofEpochMilli((number + 1) * SIZE));
  }

  /** Returns an element that is not late, in one window or two. */
  private static WindowedValue<Integer> element(
      int value, long watermark, SplittableRandom random) {
    List<BoundedWindow> windows = new ArrayList<>();
    int first = random.nextInt(WINDOWS);
    windows.add(window(first));
    if (random.nextInt(3) == 0) {
      windows.add(window((first + 1) % WINDOWS));
    }
    return WindowedValues.of(
        value, Instant.ofEpochMilli(watermark + random.nextInt(20)), windows, PaneInfo.NO_FIRING);
  }

  @SuppressWarnings("unchecked") // of integers
  private static Pushback pushback(StepFn fn) {
    Pipeline pipeline = Pipeline.create();
    PCollectionView<?> view =
        pipeline
            .apply(Create.of(1))
            .apply(Window.into(FixedWindows.of(Duration.millis(SIZE))))
            .apply(Combine.globally(Sum.ofIntegers()).asSingletonView());
    Coder<?> coder = WindowedValues.getFullCoder(VarIntCoder.of(), IntervalWindow.getCoder());
    return new Pushback(
        () -> fn, List.of(view), LATENESS, (Coder<WindowedValue<Object>>) coder, null);
  }
}
