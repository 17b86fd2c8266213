// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * Keys that only wait for a timer, and what they cost others: event time advances in steps, in each
 * of which the timers of 1,000 keys fire that were set in the one before, and 1,000 others set
 * theirs. The timers of the keys that wait, as many as the size says, fire at the end. The first
 * half of the steps warms up.
 */
final class IdleKeysWorkload implements Workload {

  private static final long BUSY_KEYS = 1_000;
  private static final long MAX_STEPS = 4_000;
  private static final long STEPS_FOR_EACH_KEY = 4;
  private static final long FAR_MILLIS = 86_400_000;

  private final String name;
  private final long keys;

  /** Creates the workload with a name and the number of keys that wait at scale 1. */
  IdleKeysWorkload(String name, long keys) {
    this.name = name;
    this.keys = keys;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "1,000 timers fire in each of %,d steps of event time, beside %,d keys that wait for theirs"
        .formatted(MAX_STEPS, keys);
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public Discipline discipline() {
    return Discipline.GROWTH;
  }

  @Override
  public boolean hasEmptyJob() {
    return false;
  }

  @Override
  public long defaultSize() {
    return keys;
  }

  /** Returns a size that has all steps. */
  @Override
  public long size(double scale) {
    return Math.max(MAX_STEPS / STEPS_FOR_EACH_KEY, Workload.super.size(scale));
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    long idle = parameters.size();
    long steps = steps(idle);
    pipeline
        .apply(
            "Read",
            Read.from(
                SequenceStream.of(
                    index -> at(index, idle),
                    index -> timeAt(index, idle),
                    Pace.STEPWISE,
                    KvCoder.of(VarLongCoder.of(), VarLongCoder.of()),
                    idle + steps * BUSY_KEYS)))
        .apply("Timers", ParDo.of(new TimerFn()))
        .apply(
            "Span",
            ParDo.of(
                new SpanFn<KV<Long, Long>>(
                    fired -> isMark(fired, idle, steps / 2),
                    fired -> isMark(fired, idle, steps - 1))))
        .apply("Digest", ParDo.of(new DigestFn<>(IdleKeysWorkload::hash)));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    long idle = parameters.size();
    Tally tally = new Tally();
    for (long i = 0; i < idle + steps(idle) * BUSY_KEYS; i++) {
      tally.add(hash(at(i, idle)));
    }
    return tally.toDigest();
  }

  @Override
  public Map<String, Double> figures(Parameters parameters, MetricResults metrics) {
    long steps = steps(parameters.size());
    long measured = steps - 1 - steps / 2;
    Span span = Span.from(metrics);
    return Map.of(
        "step us", span.wallNanos() / 1e3 / measured,
        "step CPU us", span.cpuNanos() / 1e3 / measured,
        "step GC us", span.collectionMillis() * 1e3 / measured);
  }

  private static long steps(long idle) {
    return Math.min(MAX_STEPS, STEPS_FOR_EACH_KEY * idle);
  }

  /** Returns a key and the time of the timer it sets. */
  private static KV<Long, Long> at(long index, long idle) {
    return index < idle ? KV.of(index, FAR_MILLIS) : KV.of(index, timeAt(index, idle) + 1);
  }

  private static long timeAt(long index, long idle) {
    return index < idle ? 0 : 1 + (index - idle) / BUSY_KEYS;
  }

  /** Returns whether this is the first key of a step. */
  private static boolean isMark(KV<Long, Long> fired, long idle, long step) {
    return fired.getKey() == idle + step * BUSY_KEYS;
  }

  private static long hash(KV<Long, Long> fired) {
    return Hash64.of(fired.getKey(), fired.getValue());
  }
}
