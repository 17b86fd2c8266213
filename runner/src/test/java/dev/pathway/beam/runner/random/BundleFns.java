// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Functions that put out at the end of a bundle, the same whichever bundles there are. */
final class BundleFns {
  private BundleFns() {}

  private record Kept(KV<Integer, Long> pair, Instant timestamp, BoundedWindow window) {}

  /** Puts out what it was given when the bundle ends. */
  static final class AtBundleEnd extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private transient List<Kept> kept;

    @StartBundle
    public void startBundle() {
      kept = new ArrayList<>();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair, @Timestamp Instant timestamp, BoundedWindow window) {
      kept.add(new Kept(KV.of(pair.getKey(), pair.getValue() + 1), timestamp, window));
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      kept.forEach(each -> context.output(each.pair(), each.timestamp(), each.window()));
    }
  }

  /** Has state, too: numbers the values of a key and window, and puts out the numbers. */
  static final class StateAtBundleEnd extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<CombiningState<Integer, int[], Integer>> countSpec =
        StateSpecs.combining(Sum.ofIntegers());

    private transient List<Kept> kept;

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
