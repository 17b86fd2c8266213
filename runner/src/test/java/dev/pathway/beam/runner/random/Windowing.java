// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;

/** The windows that occur. */
enum Windowing {
  GLOBAL(new GlobalWindows()),
  FIXED(FixedWindows.of(Duration.millis(30))),
  SLIDING(SlidingWindows.of(Duration.millis(40)).every(Duration.millis(20))),
  SESSIONS(Sessions.withGapDuration(Duration.millis(10)));

  private final WindowFn<Object, ?> windowFn;

  Windowing(WindowFn<Object, ?> windowFn) {
    this.windowFn = windowFn;
  }

  WindowFn<Object, ?> windowFn() {
    return windowFn;
  }
}
