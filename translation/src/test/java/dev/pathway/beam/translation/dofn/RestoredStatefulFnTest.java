// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.fixture.Restarts;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RestoredStatefulFnTest {
  private static final KvCoder<String, Integer> CODER =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());
  private static final KvCoder<String, String> OUTPUT_CODER =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final Duration SIZE = Duration.millis(20);
  private static final TupleTag<Object> MAIN = new TupleTag<>("main");

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  /** Adds each number to states of all kinds, by turns, and tells what they hold. */
  static class Everything extends DoFn<KV<String, Integer>, KV<String, String>> {
    @StateId("value")
    private final StateSpec<ValueState<Integer>> value = StateSpecs.value(VarIntCoder.of());

    @StateId("bag")
    private final StateSpec<BagState<Integer>> bag = StateSpecs.bag(VarIntCoder.of());

    @StateId("set")
    private final StateSpec<SetState<Integer>> set = StateSpecs.set(VarIntCoder.of());

    @StateId("map")
    private final StateSpec<MapState<Integer, Integer>> map =
        StateSpecs.map(VarIntCoder.of(), VarIntCoder.of());

    @StateId("multimap")
    private final StateSpec<MultimapState<Integer, Integer>> multimap =
        StateSpecs.multimap(VarIntCoder.of(), VarIntCoder.of());

    @StateId("list")
    private final StateSpec<OrderedListState<Integer>> list =
        StateSpecs.orderedList(VarIntCoder.of());

    @StateId("sum")
    private final StateSpec<CombiningState<Integer, int[], Integer>> sum =
        StateSpecs.combining(accumulators(), Sum.ofIntegers());

    private static Coder<int[]> accumulators() {
      return Sum.ofIntegers().getAccumulatorCoder(CoderRegistry.createDefault(), VarIntCoder.of());
    }

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("processing")
    private final TimerSpec processing = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> element,
        @Timestamp Instant time,
        IntervalWindow window,
        @StateId("value") ValueState<Integer> values,
        @StateId("bag") BagState<Integer> bags,
        @StateId("set") SetState<Integer> sets,
        @StateId("map") MapState<Integer, Integer> maps,
        @StateId("multimap") MultimapState<Integer, Integer> multimaps,
        @StateId("list") OrderedListState<Integer> lists,
        @StateId("sum") CombiningState<Integer, int[], Integer> sums,
        @TimerId("event") Timer eventTimer,
        @TimerId("processing") Timer processingTimer,
        @TimerFamily("family") TimerMap timers,
        OutputReceiver<KV<String, String>> output) {
      int number = element.getValue();
      switch (number % 11) {
        case 0 -> values.write(number);
        case 1 -> bags.add(number);
        case 2 -> sets.add(number % 7);
        case 3 -> maps.put(number % 5, number);
        case 4 -> multimaps.put(number % 3, number);
        case 5 -> lists.add(TimestampedValue.of(number, time));
        case 6 -> sums.add(number);
        case 7 -> eventTimer.withOutputTimestamp(time).set(window.maxTimestamp());
        case 8 -> processingTimer.offset(Duration.millis(number % 30)).setRelative();
        case 9 ->
            timers.set(
                "timer " + number % 4, window.maxTimestamp().minus(Duration.millis(number % 9)));
        default -> {
          bags.clear();
          lists.clearRange(time.minus(Duration.millis(5)), time.plus(Duration.millis(5)));
        }
      }
      output.output(
          KV.of(
              element.getKey(),
              number
                  + ": "
                  + values.read()
                  + texts(bags.read())
                  + new TreeSet<>(texts(sets.read()))
                  + new TreeSet<>(texts(maps.entries().read()))
                  + new TreeSet<>(texts(multimaps.entries().read()))
                  + texts(lists.read())
                  + sums.read()));
    }

    private static List<String> texts(Iterable<?> elements) {
      List<String> texts = new ArrayList<>();
      elements.forEach(
          each ->
              texts.add(
                  each instanceof Map.Entry<?, ?> entry
                      ? entry.getKey() + "=" + entry.getValue()
                      : String.valueOf(each)));
      return texts;
    }

    @OnTimer("event")
    public void onEvent(
        @Key String key,
        @StateId("bag") BagState<Integer> bags,
        OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "event " + texts(bags.read())));
    }

    @OnTimer("processing")
    public void onProcessing(
        @Key String key,
        @StateId("map") MapState<Integer, Integer> maps,
        OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "processing " + new TreeSet<>(texts(maps.keys().read()))));
      maps.remove(1);
    }

    @OnTimerFamily("family")
    public void onFamily(
        @Key String key, @TimerId String id, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "family " + id));
    }

    @OnWindowExpiration
    public void onExpiration(
        @Key String key,
        @StateId("sum") CombiningState<Integer, int[], Integer> sums,
        OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "expired " + sums.read()));
    }
  }

  /** Has elements come in the order of their times. */
  static final class Sorted extends DoFn<KV<String, Integer>, KV<String, String>> {
    @StateId("last")
    private final StateSpec<ValueState<Integer>> last = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    @RequiresTimeSortedInput
    public void process(
        @Element KV<String, Integer> element,
        @StateId("last") ValueState<Integer> lasts,
        OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(element.getKey(), lasts.read() + " before " + element.getValue()));
      lasts.write(element.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_asIfNothingHadHappened(long seed) throws Exception {
    DoFn<?, ?> fn = seed % 5 == 0 ? new Sorted() : new Everything();
    Restarts.Outcome expected = restarts(seed, fn).undisturbed();

    assertThat(expected.byKey()).isNotEmpty();
    assertThat(restarts(seed, fn).disturbed(() -> new MemoryBudget(1 << 20), true))
        .isEqualTo(expected);
    assertThat(restarts(seed, fn).disturbed(() -> new MemoryBudget(0, 0), true))
        .isEqualTo(expected);
    assertThat(restarts(seed, fn).disturbed(() -> new MemoryBudget(0, 0), false))
        .isEqualTo(expected);
  }

  private static Restarts restarts(long seed, DoFn<?, ?> fn) {
    SplittableRandom random = new SplittableRandom(seed);
    KvKeys keys = KvKeys.of(CODER);
    return new Restarts(
        () -> new KeyedSpec(keys, spec(fn).stateful(), KeyedSpec.Input.ONE_BY_ONE),
        element -> keys.identity(element.getValue()).hashCode(),
        RestoredStatefulFnTest::shown,
        Restarts.history(random, 120, 4, watermark -> bundle(random, watermark)));
  }

  private static KV<String, String> shown(WindowedValue<Object> output) {
    KV<?, ?> pair = (KV<?, ?>) output.getValue();
    return KV.of(
        String.valueOf(pair.getKey()),
        pair.getValue() + " at " + output.getTimestamp() + " in " + output.getWindows());
  }

  private static List<WindowedValue<?>> bundle(SplittableRandom random, long watermark) {
    List<WindowedValue<?>> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Instant time = Instant.ofEpochMilli(watermark + random.nextInt(30));
      elements.add(
          WindowedValues.of(
              KV.of("key" + random.nextInt(6), random.nextInt(10_000)),
              time,
              FixedWindows.of(SIZE).assignWindow(time),
              PaneInfo.NO_FIRING));
    }
    return elements;
  }

  @SuppressWarnings("unchecked") // the test puts in what the function takes
  private static ParDoSpec spec(DoFn<?, ?> fn) {
    return new ParDoSpec(
        "step",
        (DoFn<Object, Object>) fn,
        new SerializablePipelineOptions(PipelineOptionsFactory.create()),
        (Coder<Object>) (Coder<?>) CODER,
        MAIN,
        List.of(new Output(MAIN, OUTPUT_CODER)),
        WindowingStrategy.of(FixedWindows.of(SIZE)).withAllowedLateness(Duration.millis(7)),
        DoFnSchemaInformation.create(),
        new TreeMap<>(),
        List.of(),
        new ParDoSpec.Checks(false, false));
  }
}
