// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions that look at one element at a time. */
final class ElementFns {
  private ElementFns() {}

  /** Changes keys and values, and drops some. */
  static final class Mix extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final int factor;

    Mix(int factor) {
      this.factor = factor;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<KV<Integer, Long>> output) {
      long value = Numbers.bound(pair.getValue() * factor + pair.getKey());
      if (value % 7 != 0) {
        output.output(KV.of((int) (value % 5) - 1, value));
      }
    }
  }

  /** Puts each pair out as often as its value says, modulo 3. */
  static final class Repeat extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, OutputReceiver<KV<Integer, Long>> output) {
      for (long i = Math.floorMod(pair.getValue(), 3L); i > 0; i--) {
        output.output(KV.of(pair.getKey(), pair.getValue() + i));
      }
    }
  }

  /** Makes the end of the window part of the value. */
  static final class LookAtWindow extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      long end = window.maxTimestamp().getMillis();
      output.output(KV.of(pair.getKey(), Numbers.bound(pair.getValue() + end)));
    }
  }

  /** Moves elements on in time, unless they are at its end. */
  static final class Later extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final long millis;

    Later(long millis) {
      this.millis = millis;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Integer, Long>> output) {
      boolean early = timestamp.getMillis() <= Span.SOME_TIME;
      output.outputWithTimestamp(pair, early ? timestamp.plus(Duration.millis(millis)) : timestamp);
    }
  }

  /** Drops what is in windows at an end of time. */
  static final class Early extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      if (Pairs.span(window).isEarly(timestamp.getMillis())) {
        output.output(pair);
      }
    }
  }

  /** Splits by the value's parity. */
  static final class Split extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    static final TupleTag<KV<Integer, Long>> EVEN = new TupleTag<>("even") {};
    static final TupleTag<KV<Integer, Long>> ODD = new TupleTag<>("odd") {};

    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, Long> pair, MultiOutputReceiver outputs) {
      outputs.get(pair.getValue() % 2 == 0 ? EVEN : ODD).output(pair);
    }
  }

  /** Puts out up to three pairs for each, position by position. */
  static final class Splittable extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final int distance;

    Splittable(int distance) {
      this.distance = distance;
    }

    @GetInitialRestriction
    public OffsetRange initialRestriction(@Element KV<Integer, Long> pair) {
      return new OffsetRange(0, Math.floorMod(pair.getValue(), 4L));
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<KV<Integer, Long>> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(KV.of(pair.getKey(), pair.getValue() + i * distance));
      }
    }
  }

  /** Puts out what it was given when the bundle ends. */
  static final class AtBundleEnd extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private transient List<Kept> kept = new ArrayList<>();

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

  /** An element that is put out later. */
  record Kept(KV<Integer, Long> pair, Instant timestamp, BoundedWindow window) {}
}
