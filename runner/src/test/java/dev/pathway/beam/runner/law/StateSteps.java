// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Step;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Steps with state, none of which depends on the order of arrival. */
final class StateSteps {
  private StateSteps() {}

  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step) {
    return Pairs.parDo(fn(step));
  }

  private static DoFn<KV<Integer, Long>, KV<Integer, Long>> fn(Step step) {
    return switch (step.operator()) {
      case VALUE_STATE -> new StateFns.CountAndMax();
      case BAG_STATE -> new StateFns.Bag();
      case COMBINING_STATE -> new StateFns.Tallied();
      case MAP_STATE -> new StateFns.Counts();
      case SET_STATE -> new StateFns.Different();
      case ORDERED_LIST_STATE -> new StateFns.Ranks();
      case TIMER_AT_END -> new TimerFns.AtEnd();
      case TIMER_FAMILY -> new TimerFns.Slots();
      case TIMER_LOOP -> new TimerFns.Ticks();
      case TIME_SORTED -> new TimerFns.Sorted();
      case STATE_AT_BUNDLE_END -> new StateFns.Ordinals();
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }
}
