// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.translation.errors.ElementErrors;
import dev.pathway.beam.translation.errors.ErrorPlace;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerFamilyDeclaration;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs a DoFn and leaves out the elements and timers on which its code fails. Stands right in front
 * of user code: whoever calls it, with several elements on account of a timer of its own, goes on
 * with the next of them.
 */
record DroppingRunner(DoFnRunner<Object, Object> runner, ElementErrors errors)
    implements DoFnRunner<Object, Object> {
  private static final String WINDOW_EXPIRATION = "@OnWindowExpiration";

  @Override
  public void startBundle() {
    runner.startBundle();
  }

  @Override
  public void processElement(WindowedValue<Object> element) {
    errors.process(element, () -> runner.processElement(element));
  }

  @Override
  public <K extends @Nullable Object> void onTimer(
      String timerId,
      String timerFamilyId,
      K key,
      BoundedWindow window,
      Instant timestamp,
      Instant outputTimestamp,
      TimeDomain timeDomain) {
    errors.fire(
        new ErrorPlace.OfTimer(key, name(timerId, timerFamilyId), timestamp, window),
        () ->
            runner.onTimer(
                timerId, timerFamilyId, key, window, timestamp, outputTimestamp, timeDomain));
  }

  private static String name(String timerId, String family) {
    return family.isEmpty()
        ? without(TimerDeclaration.PREFIX, timerId)
        : without(TimerFamilyDeclaration.PREFIX, family) + "/" + timerId;
  }

  private static String without(String prefix, String id) {
    return id.startsWith(prefix) ? id.substring(prefix.length()) : id;
  }

  @Override
  public <K extends @Nullable Object> void onWindowExpiration(
      BoundedWindow window, Instant timestamp, K key) {
    errors.fire(
        new ErrorPlace.OfTimer(key, WINDOW_EXPIRATION, timestamp, window),
        () -> runner.onWindowExpiration(window, timestamp, key));
  }

  @Override
  public void finishBundle() {
    runner.finishBundle();
  }

  @Override
  public DoFn<Object, Object> getFn() {
    return runner.getFn();
  }
}
