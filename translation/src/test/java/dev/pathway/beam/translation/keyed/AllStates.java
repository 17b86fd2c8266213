// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.CombineWithContext;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Does with states of all kinds, in several namespaces, and with timers what a number says that
 * comes with an element; and puts out all that the namespace holds then.
 */
final class AllStates implements KeyedFn {
  private static final StateTag<ValueState<@Nullable Integer>> VALUE =
      StateTags.value("value", VarIntCoder.of());
  private static final StateTag<BagState<String>> BAG = StateTags.bag("bag", StringUtf8Coder.of());
  private static final StateTag<SetState<Integer>> SET = StateTags.set("set", VarIntCoder.of());
  private static final StateTag<MapState<Integer, String>> MAP =
      StateTags.map("map", VarIntCoder.of(), StringUtf8Coder.of());
  private static final StateTag<MultimapState<Integer, String>> MULTIMAP =
      StateTags.multimap("multimap", VarIntCoder.of(), StringUtf8Coder.of());
  private static final StateTag<OrderedListState<Integer>> LIST =
      StateTags.orderedList("list", VarIntCoder.of());
  private static final StateTag<CombiningState<Integer, int[], Integer>> SUM =
      StateTags.combiningValueFromInputInternal("sum", VarIntCoder.of(), Sum.ofIntegers());
  private static final StateTag<CombiningState<Integer, Integer, String>> CONTEXT_SUM =
      StateTags.combiningValueWithContext("sum with context", VarIntCoder.of(), new ContextSum());
  private static final StateTag<WatermarkHoldState> HOLD =
      StateTags.watermarkStateInternal("hold", TimestampCombiner.EARLIEST);
  private static final StateTag<WatermarkHoldState> LATEST =
      StateTags.watermarkStateInternal("latest", TimestampCombiner.LATEST);
  private static final List<StateTag<? extends State>> ALL =
      List.of(VALUE, BAG, SET, MAP, MULTIMAP, LIST, SUM, CONTEXT_SUM, HOLD, LATEST);

  private @Nullable CurrentKey current;
  private Receiver output = element -> {};

  private static final class ContextSum
      extends CombineWithContext.CombineFnWithContext<Integer, Integer, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer createAccumulator(CombineWithContext.Context context) {
      return 0;
    }

    @Override
    public Integer addInput(
        Integer accumulator, Integer input, CombineWithContext.Context context) {
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(
        Iterable<Integer> accumulators, CombineWithContext.Context context) {
      return StreamSupport.stream(accumulators.spliterator(), false).mapToInt(i -> i).sum();
    }

    @Override
    public String extractOutput(Integer accumulator, CombineWithContext.Context context) {
      return "sum " + accumulator;
    }
  }

  @Override
  public void setup(StepContext context, CurrentKey key) {
    current = key;
    output = context.output(0);
  }

  private CurrentKey current() {
    if (current == null) {
      throw new IllegalStateException("not set up");
    }
    return current;
  }

  @Override
  public Coder<? extends BoundedWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean awaitsProcessingTime() {
    return true;
  }

  @Override
  public void process(WindowedValue<Object> element) {
    long number = (Long) ((KV<?, ?>) element.getValue()).getValue();
    SplittableRandom random = new SplittableRandom(number);
    StateNamespace namespace = namespace(random);
    long now = element.getTimestamp().getMillis();
    for (int actions = random.nextInt(4); actions >= 0; actions--) {
      act(namespace, now, random);
    }
    put(number + ":" + contents(namespace));
  }

  private static StateNamespace namespace(SplittableRandom random) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(random.nextInt(2)), Instant.ofEpochMilli(10));
    return switch (random.nextInt(4)) {
      case 0 -> StateNamespaces.global();
      case 1 -> StateNamespaces.windowAndTrigger(IntervalWindow.getCoder(), window, 40);
      default -> StateNamespaces.window(IntervalWindow.getCoder(), window);
    };
  }

  private void act(StateNamespace namespace, long now, SplittableRandom random) {
    int number = random.nextInt(10);
    String text = "text".repeat(random.nextInt(8)) + number;
    Instant time = Instant.ofEpochMilli(now + random.nextInt(-30, 60));
    switch (random.nextInt(16)) {
      case 0 -> state(namespace, VALUE).write(number == 0 ? null : number);
      case 1, 2 -> state(namespace, BAG).add(text);
      case 3 -> state(namespace, SET).add(number);
      case 4 -> state(namespace, SET).remove(number);
      case 5 -> state(namespace, MAP).put(number, text);
      case 6 -> state(namespace, MULTIMAP).put(number / 4, text);
      case 7 -> state(namespace, LIST).add(TimestampedValue.of(number, time));
      case 8 -> state(namespace, SUM).add(number);
      case 9 -> state(namespace, CONTEXT_SUM).add(number);
      case 10 -> state(namespace, random.nextBoolean() ? HOLD : LATEST).add(time);
      case 11 -> state(namespace, ALL.get(random.nextInt(ALL.size()))).clear();
      case 12 -> {
        if (random.nextInt(4) == 0) {
          current().clear(namespace);
        }
      }
      default -> {
        TimeDomain domain =
            random.nextBoolean() ? TimeDomain.EVENT_TIME : TimeDomain.PROCESSING_TIME;
        Instant held =
            random.nextBoolean() ? time : time.minus(Duration.millis(random.nextInt(30)));
        current()
            .timerInternals()
            .setTimer(namespace, "timer" + number % 3, "family", time, held, domain);
      }
    }
  }

  @Override
  public void onTimer(TimerData timer) {
    state(timer.getNamespace(), BAG).add("timer");
    put(timer + ":" + contents(timer.getNamespace()));
    if (timer.getTimerId().endsWith("0")) {
      current().clear(timer.getNamespace());
    }
  }

  private void put(String text) {
    output.accept(WindowedValues.valueInGlobalWindow(KV.of(current().key(), text)));
  }

  private <T extends State> T state(StateNamespace namespace, StateTag<T> tag) {
    return current().stateInternals().state(namespace, tag, StateContexts.nullContext());
  }

  /** Not all states of a key are asked for each time. */
  private String contents(StateNamespace namespace) {
    return "%s value %s bag %s set %s map %s multimap %s list %s sum %s, %s hold %s, %s"
        .formatted(
            namespace,
            state(namespace, VALUE).read(),
            list(state(namespace, BAG).read()),
            sorted(state(namespace, SET).read()),
            sorted(state(namespace, MAP).entries().read()),
            sorted(state(namespace, MULTIMAP).entries().read()),
            list(state(namespace, LIST).read()),
            state(namespace, SUM).read(),
            state(namespace, CONTEXT_SUM).read(),
            state(namespace, HOLD).read(),
            state(namespace, LATEST).read());
  }

  private static List<Object> list(Iterable<?> elements) {
    List<Object> all = new ArrayList<>();
    elements.forEach(all::add);
    return all;
  }

  private static List<String> sorted(Iterable<?> elements) {
    return list(elements).stream()
        .map(each -> each instanceof Map.Entry<?, ?> e ? e.getKey() + "=" + e.getValue() : each)
        .map(String::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
