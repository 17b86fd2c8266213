// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Ten exchanges behind a stream that has elements for one interval, so that what is compiled later
 * does not count, and for half of another nothing; then two elements, with nothing in between for
 * an interval but the CPU time that is measured. The size is the interval in milliseconds.
 */
final class StreamIdleWorkload implements Workload {

  private static final int EXCHANGES = 10;
  private static final long WARM_UP_MILLIS = 2;

  private final String name;
  private final String eventTime;
  private final Pace pace;

  /**
   * Creates the workload.
   *
   * @param name its name
   * @param eventTime what event time does meanwhile, for its description
   * @param pace the same for its source
   */
  StreamIdleWorkload(String name, String eventTime, Pace pace) {
    this.name = name;
    this.eventTime = eventTime;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "10 exchanges behind a stream without elements for 20 s while event time %s: CPU time"
        .formatted(eventTime);
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public Discipline discipline() {
    return Discipline.REAL_TIME;
  }

  @Override
  public boolean hasEmptyJob() {
    return false;
  }

  @Override
  public long defaultSize() {
    return 20_000;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    long start = System.currentTimeMillis();
    long interval = parameters.size();
    long warmUp = warmUp(interval);
    PCollection<KV<Long, Long>> elements =
        pipeline.apply(
            "Read",
            Read.from(
                SequenceStream.of(
                    StreamIdleWorkload::at,
                    index -> start + millisAt(index, interval),
                    pace,
                    KvCoder.of(VarLongCoder.of(), VarLongCoder.of()),
                    elements(interval))));
    for (int i = 0; i < EXCHANGES; i++) {
      elements = elements.apply("Exchange" + i, Reshuffle.of());
    }
    elements
        .apply(
            "Span",
            ParDo.of(
                new SpanFn<KV<Long, Long>>(
                    element -> element.getKey() == warmUp,
                    element -> element.getKey() == warmUp + 1)))
        .apply("Digest", ParDo.of(new DigestFn<>(StreamIdleWorkload::hash)));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    Tally tally = new Tally();
    LongStream.range(0, elements(parameters.size())).forEach(index -> tally.add(hash(at(index))));
    return tally.toDigest();
  }

  @Override
  public Map<String, Double> figures(Parameters parameters, MetricResults metrics) {
    Span span = Span.from(metrics);
    return span.wallNanos() == 0
        ? Map.of()
        : Map.of("idle CPU % of a core", 100.0 * span.cpuNanos() / span.wallNanos());
  }

  private static long elements(long interval) {
    return interval == 0 ? 0 : warmUp(interval) + 2;
  }

  /** Returns how many elements come before the two. */
  private static long warmUp(long interval) {
    return interval / WARM_UP_MILLIS;
  }

  private static long millisAt(long index, long interval) {
    long measured = index - warmUp(interval);
    return measured < 0 ? index * WARM_UP_MILLIS : interval + interval / 2 + measured * interval;
  }

  private static KV<Long, Long> at(long index) {
    return KV.of(index, index);
  }

  private static long hash(KV<Long, Long> element) {
    return Hash64.of(element.getKey(), element.getValue());
  }
}
