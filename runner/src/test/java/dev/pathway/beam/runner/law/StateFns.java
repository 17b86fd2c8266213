// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.ElementFns.Kept;
import dev.pathway.beam.runner.law.model.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/**
 * Functions that gather the values of a key and window in state of some kind, and put out a number
 * when the window expires.
 */
final class StateFns {
  private StateFns() {}

  private static long orZero(ValueState<Long> state) {
    Long value = state.read();
    return value == null ? 0 : value;
  }

  /** Keeps the number of values and the largest. */
  static final class CountAndMax extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Long>> countSpec = StateSpecs.value();

    @StateId("max")
    private final StateSpec<ValueState<Long>> maxSpec = StateSpecs.value();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("count") ValueState<Long> count,
        @StateId("max") ValueState<Long> max,
        @StateId("key") ValueState<Integer> key) {
      count.write(orZero(count) + 1);
      Long before = max.read();
      max.write(before == null ? pair.getValue() : Math.max(before, pair.getValue()));
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("count") ValueState<Long> count,
        @StateId("max") ValueState<Long> max,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Numbers.mix(count.read(), max.read())));
    }
  }

  /** Keeps the values. */
  static final class Bag extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<BagState<Long>> valuesSpec = StateSpecs.bag();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(pair.getValue());
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Numbers.digest(values.read())));
    }
  }

  /** Keeps what a view gives for each value. */
  static final class BagWithView extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final ViewReader reader;

    @StateId("values")
    private final StateSpec<BagState<Long>> valuesSpec = StateSpecs.bag();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    BagWithView(ViewReader reader) {
      this.reader = reader;
    }

    @ProcessElement
    public void process(
        ProcessContext context,
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(reader.read(context, context.element()));
      key.write(context.element().getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Numbers.digest(values.read())));
    }
  }

  /** Keeps an accumulator that is a map. */
  static final class Tallied extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("tally")
    private final StateSpec<CombiningState<Long, Map<String, Long>, Long>> tallySpec =
        StateSpecs.combining(CombineFns.Tally.ACCUMULATORS, new CombineFns.Tally());

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("tally") CombiningState<Long, Map<String, Long>, Long> tally,
        @StateId("key") ValueState<Integer> key) {
      tally.add(pair.getValue());
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("tally") CombiningState<Long, Map<String, Long>, Long> tally,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), tally.read()));
    }
  }

  /** Keeps how often each value came. */
  static final class Counts extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("counts")
    private final StateSpec<MapState<Long, Long>> countsSpec = StateSpecs.map();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("counts") MapState<Long, Long> counts,
        @StateId("key") ValueState<Integer> key) {
      counts.put(pair.getValue(), counts.getOrDefault(pair.getValue(), 0L).read() + 1);
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("counts") MapState<Long, Long> counts,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      List<Long> numbers = new ArrayList<>();
      counts
          .entries()
          .read()
          .forEach(entry -> numbers.add(Numbers.mix(entry.getKey(), entry.getValue())));
      output.output(KV.of(key.read(), Numbers.digest(numbers)));
    }
  }

  /** Keeps the different values. */
  static final class Different extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<SetState<Long>> valuesSpec = StateSpecs.set();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("values") SetState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(pair.getValue());
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") SetState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Numbers.digest(values.read())));
    }
  }

  /** Keeps the values in the order of their times. */
  static final class Ranks extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<OrderedListState<Long>> valuesSpec =
        StateSpecs.orderedList(VarLongCoder.of());

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        @StateId("values") OrderedListState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(TimestampedValue.of(pair.getValue(), timestamp));
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") OrderedListState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      List<Long> numbers = new ArrayList<>();
      long rank = -1;
      Instant last = null;
      for (TimestampedValue<Long> value : values.read()) {
        if (!value.getTimestamp().equals(last)) {
          rank++;
          last = value.getTimestamp();
        }
        numbers.add(Numbers.mix(value.getValue(), rank));
      }
      output.output(KV.of(key.read(), Numbers.digest(numbers)));
    }
  }

  /** Numbers the values, and puts the numbers out when the bundle ends. */
  static final class Ordinals extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<CombiningState<Integer, int[], Integer>> countSpec =
        StateSpecs.combining(Sum.ofIntegers());

    private transient List<Kept> kept = new ArrayList<>();

    @StartBundle
    public void startBundle() {
      kept = new ArrayList<>();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        @StateId("count") CombiningState<Integer, int[], Integer> count) {
      count.add(1);
      long number = count.read();
      kept.add(new Kept(KV.of(pair.getKey(), number), window.maxTimestamp(), window));
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      kept.forEach(each -> context.output(each.pair(), each.timestamp(), each.window()));
    }
  }
}
