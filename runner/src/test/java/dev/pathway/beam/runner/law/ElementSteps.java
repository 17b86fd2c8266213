// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Step;
import dev.pathway.beam.runner.law.model.Windowing;
import dev.pathway.beam.runner.law.model.Windowing.Firing;
import dev.pathway.beam.runner.law.model.Windows;
import java.util.List;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.KvSwap;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Regex;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.ToString;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterAll;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.CalendarWindows;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** Steps that look at one element at a time. */
final class ElementSteps {
  private ElementSteps() {}

  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step) {
    int number = step.number();
    return switch (step.operator()) {
      case MIX -> Pairs.parDo(new ElementFns.Mix(1 + step.variant(4)));
      case REPEAT -> Pairs.parDo(new ElementFns.Repeat());
      case LOOK_AT_WINDOW -> Pairs.parDo(new ElementFns.LookAtWindow());
      case KEYS ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(Keys.create())
                      .apply(
                          WithKeys.<Integer, Integer>of(key -> Math.floorMod(key, 2))
                              .withKeyType(TypeDescriptors.integers()))
                      .apply(Pairs.toValue(key -> (long) key)));
      case VALUES ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(Values.create())
                      .apply(
                          WithKeys.<Integer, Long>of(value -> Math.floorMod(value, 3))
                              .withKeyType(TypeDescriptors.integers())));
      case SWAP ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(KvSwap.create())
                      .apply(
                          Pairs.map(
                              pair ->
                                  KV.of(Math.floorMod(pair.getKey(), 4), (long) pair.getValue()))));
      case MAP_ELEMENTS -> Pairs.toValue(value -> Numbers.bound(value * 3 + number));
      case FLAT_MAP_ELEMENTS ->
          FlatMapElements.into(Pairs.TYPE)
              .via(
                  (KV<Integer, Long> pair) ->
                      pair.getValue() % 2 == 0
                          ? List.of(pair, KV.of(pair.getKey(), pair.getValue() + 1))
                          : List.of());
      case FILTER -> Filter.by((KV<Integer, Long> pair) -> pair.getValue() > number);
      case REGEX ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(ToString.kvs())
                      .apply(Regex.findKV("^(-?\\d+),(-?\\d*[0-4])$", 1, 2))
                      .apply(
                          Pairs.map(
                              pair ->
                                  KV.of(
                                      Integer.valueOf(pair.getKey()),
                                      Long.valueOf(pair.getValue())))));
      case SPLITTABLE -> Pairs.parDo(new ElementFns.Splittable(number));
      case AT_BUNDLE_END -> Pairs.parDo(new ElementFns.AtBundleEnd());
      case RESHUFFLE ->
          switch (step.variant(4)) {
            case 0 -> Reshuffle.of();
            case 1 -> Reshuffle.viaRandomKey();
            case 2 -> Redistribute.byKey();
            default -> Redistribute.arbitrarily();
          };
      case EARLY -> Pairs.parDo(new ElementFns.Early());
      case LATER -> Pairs.parDo(new ElementFns.Later(step.variant(60) * Windows.UNIT));
      case WINDOW -> window(step.into());
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }

  private static Window<KV<Integer, Long>> window(Windowing windowing) {
    Window<KV<Integer, Long>> window =
        Window.<KV<Integer, Long>>into(windowFn(windowing.windows()))
            .triggering(trigger(windowing.firing()))
            .withTimestampCombiner(
                switch (windowing.stamp()) {
                  case EARLIEST -> TimestampCombiner.EARLIEST;
                  case LATEST -> TimestampCombiner.LATEST;
                  case END -> TimestampCombiner.END_OF_WINDOW;
                })
            .withAllowedLateness(Duration.millis(windowing.latenessMillis()));
    return windowing.accumulating()
        ? window.accumulatingFiredPanes()
        : window.discardingFiredPanes();
  }

  private static WindowFn<Object, ?> windowFn(Windows windows) {
    return switch (windows) {
      case GLOBAL -> new GlobalWindows();
      case FIXED -> FixedWindows.of(Duration.millis(Windows.SIZE));
      case SLIDING ->
          SlidingWindows.of(Duration.millis(Windows.SLIDING_SIZE))
              .every(Duration.millis(Windows.PERIOD));
      case DAYS -> CalendarWindows.days(1).withStartingDay(Windows.FIRST_YEAR, 1, 1);
      case MONTHS -> CalendarWindows.months(1).withStartingMonth(Windows.FIRST_YEAR, 1);
      case SESSIONS -> Sessions.withGapDuration(Duration.millis(Windows.GAP));
    };
  }

  private static Trigger trigger(Firing firing) {
    return switch (firing) {
      case DEFAULT -> DefaultTrigger.of();
      case WITH_LATE ->
          AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1));
      case REPEATED -> Repeatedly.forever(AfterWatermark.pastEndOfWindow());
      case REPEATED_WITH_ELEMENT ->
          Repeatedly.forever(
              AfterAll.of(AfterWatermark.pastEndOfWindow(), AfterPane.elementCountAtLeast(1)));
    };
  }
}
