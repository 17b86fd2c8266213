// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;

/** The windows that occur. */
enum Windowing {
  GLOBAL,
  FIXED,
  SLIDING,
  SESSIONS;

  static final List<Windowing> ALL = List.of(values());

  /** Those in which there can be state. */
  static final List<Windowing> NOT_MERGING = List.of(GLOBAL, FIXED, SLIDING);

  /** Returns the windows in which the side inputs of a main input in these can be. */
  List<Windowing> forSideInputs() {
    // There is no side input in sessions, nor one in windows for a main input that has none.
    return this == GLOBAL ? List.of(GLOBAL) : List.of(GLOBAL, FIXED, SLIDING);
  }

  WindowFn<Object, ?> windowFn() {
    return switch (this) {
      case GLOBAL -> new GlobalWindows();
      case FIXED -> FixedWindows.of(Duration.millis(30));
      case SLIDING -> SlidingWindows.of(Duration.millis(40)).every(Duration.millis(20));
      case SESSIONS -> Sessions.withGapDuration(Duration.millis(10));
    };
  }
}
