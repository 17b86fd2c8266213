// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Pairs with 1,000 keys as a stream, summed per key in fixed windows. Its output is a number for
 * each pane, the {@linkplain #hash hash} of what is in it, in its window.
 */
final class WindowedSums extends PTransform<PBegin, PCollection<Long>> {

  private static final long KEYS = 1_000;

  private final long startMillis;
  private final long pairsPerSecond;
  private final long windowMillis;
  private final Pace pace;
  private final long size;

  /**
   * Creates the job.
   *
   * @param startMillis time of the first pair since 1970, a whole number of windows
   * @param pairsPerSecond how many pairs a second of event time has
   * @param windowMillis length of a window
   * @param pace when pairs are there
   * @param size number of pairs
   */
  WindowedSums(long startMillis, long pairsPerSecond, long windowMillis, Pace pace, long size) {
    this.startMillis = startMillis;
    this.pairsPerSecond = pairsPerSecond;
    this.windowMillis = windowMillis;
    this.pace = pace;
    this.size = size;
  }

  @Override
  public PCollection<Long> expand(PBegin begin) {
    long start = startMillis;
    long perSecond = pairsPerSecond;
    return begin
        .apply(
            "Read",
            Read.from(
                SequenceStream.of(
                    WindowedSums::at,
                    index -> start + index * 1000 / perSecond,
                    pace,
                    KvCoder.of(VarLongCoder.of(), VarLongCoder.of()),
                    size)))
        .apply("Window", Window.into(FixedWindows.of(Duration.millis(windowMillis))))
        .apply("Sum", Sum.longsPerKey())
        .apply("Hash", ParDo.of(new HashFn(startMillis, windowMillis)));
  }

  /** Returns the digest of the output, computed in a loop. */
  Digest runPlain() {
    Tally tally = new Tally();
    long[] sums = new long[(int) KEYS];
    boolean[] present = new boolean[(int) KEYS];
    long window = 0;
    for (long i = 0; i <= size; i++) {
      long next = i * 1000 / pairsPerSecond / windowMillis;
      if (i == size || next != window) {
        for (int key = 0; key < KEYS; key++) {
          if (present[key]) {
            tally.add(hash(window, key, sums[key]));
          }
          sums[key] = 0;
          present[key] = false;
        }
        window = next;
      }
      if (i < size) {
        KV<Long, Long> pair = at(i);
        sums[pair.getKey().intValue()] += pair.getValue();
        present[pair.getKey().intValue()] = true;
      }
    }
    return tally.toDigest();
  }

  private static KV<Long, Long> at(long index) {
    return Pairs.at(index, KEYS);
  }

  /** Returns the hash of a pane; windows count from the first one. */
  private static long hash(long window, long key, long sum) {
    return Hash64.of(window, key, sum);
  }

  private static final class HashFn extends DoFn<KV<Long, Long>, Long> {

    private final long startMillis;
    private final long windowMillis;

    HashFn(long startMillis, long windowMillis) {
      this.startMillis = startMillis;
      this.windowMillis = windowMillis;
    }

    /** Emits the hash of a pane. */
    @ProcessElement
    public void process(
        @Element KV<Long, Long> sum, IntervalWindow window, OutputReceiver<Long> output) {
      long index = (window.start().getMillis() - startMillis) / windowMillis;
      output.output(hash(index, sum.getKey(), sum.getValue()));
    }
  }
}
