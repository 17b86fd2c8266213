// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.plain.Delay;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that run until they are told to end, and scripts. */
final class StreamingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final long START = -1_000_000;
  private static final int LONGEST_DELAY = 3;
  private static final int LONGEST_STOP = 5;

  /** What the readers of a job were told. */
  private static final class Told {
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    static Told of(JobContext job) {
      return job.shared(Told.class, Told::new);
    }
  }

  /** Numbers without end, whose watermark stands still, so that nothing but limits ends bundles. */
  private static final class Endless implements StreamReader {
    private final Told told;
    private long uncommitted;

    Endless(Told told) {
      this.told = told;
    }

    @Override
    public boolean advance() {
      uncommitted++;
      return true;
    }

    @Override
    public Object element() {
      return Row.of(told.read.getAndIncrement());
    }

    @Override
    public long watermark() {
      return 0;
    }

    @Override
    public void committed() {
      told.committed.addAndGet(uncommitted);
      uncommitted = 0;
    }

    @Override
    public byte[] mark() {
      throw new IllegalStateException("the job takes no snapshots");
    }

    @Override
    public void markCommitted() {}

    @Override
    public void close() {
      told.closed.incrementAndGet();
    }
  }

  private static StreamSource endless(int splits) {
    return (job, workers) ->
        IntStream.range(0, splits)
            .<StreamSplit>mapToObj(split -> (opener, mark) -> new Endless(Told.of(opener)))
            .toList();
  }

  private static PlanBuilder endlessPlan(boolean exchange) {
    PlanBuilder plan = new PlanBuilder("endless");
    String rows = plan.stream("numbers", endless(3));
    String some = plan.step("some", RowFn.filter(value -> (long) value % 1000 == 0), rows);
    plan.collect("out", exchange ? plan.exchange("exchange", false, some) : some);
    return plan;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drain_endlessSource_endsWithEverythingHandedOver(boolean exchange) throws Exception {
    JobHandle handle = Runs.start(endlessPlan(exchange).fused(), Runs.streaming(2, 1000, 1000));
    Told told = Told.of(handle.job());
    await().atMost(PATIENCE).until(() -> Results.of(handle.job()).rows("out").size() > 20);

    handle.drain();
    Runs.await(handle);

    assertThat(told.committed).hasValue(told.read.get());
    assertThat(told.closed).hasValue(3);
    long thousands = (told.read.get() + 999) / 1000;
    assertThat(Results.of(handle.job()).rows("out")).hasSize((int) thousands);
  }

  /** Bundles of this size do not end where a reader's turn does. */
  @Test
  void committed_bundlesThatAlwaysEndElsewhere_isToldAllTheSame() throws Exception {
    JobHandle handle = Runs.start(endlessPlan(false).fused(), Runs.streaming(1, 1_000_000_000, 50));
    Told told = Told.of(handle.job());

    await().atMost(PATIENCE).until(() -> told.committed.get() > 0);
    handle.cancel();

    assertThat(Runs.failure(handle)).isInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancel_endlessSource_endsWithinTwoSeconds(boolean exchange) throws Exception {
    JobHandle handle = Runs.start(endlessPlan(exchange).fused(), Runs.streaming(2, 1000, 1000));
    await().atMost(PATIENCE).until(() -> !Results.of(handle.job()).rows("out").isEmpty());
    long start = System.nanoTime();

    handle.cancel();
    Throwable failure = Runs.failure(handle);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TWO_SECONDS);
    assertThat(failure).isInstanceOf(CancellationException.class);
    assertThat(Told.of(handle.job()).closed).hasValue(3);
  }

  /** Rows, each carrying the time at which it was read, and time that passes between them. */
  private record Passing(long seed, int stops) implements Script {
    @Override
    public long start() {
      return START;
    }

    @Override
    public List<Event> events() {
      List<Event> all = new ArrayList<>();
      long now = START;
      for (int i = 0; i < stops; i++) {
        long readAt = now;
        all.add(
            new Event.Rows(
                LongStream.range(0, 20).<Object>mapToObj(key -> row(key, readAt)).toList()));
        long millis = 1 + (seed + i) % LONGEST_STOP;
        all.add(new Event.Passing(millis));
        now += millis;
      }
      for (int i = 0; i < 4; i++) {
        all.add(new Event.Passing(LONGEST_STOP));
      }
      all.add(new Event.Watermark(EventTime.END));
      return all;
    }

    private static Row row(long key, long readAt) {
      return Row.of(new Pair(key, readAt));
    }
  }

  private static long pairValue(Row row) {
    return row.value() instanceof Pair pair && pair.value() instanceof Long number ? number : -1;
  }

  static LongStream seeds() {
    return LongStream.range(0, 10);
  }

  /**
   * Two steps keep rows back for up to 3 ms of the script's time each. Time passes only when
   * nothing is left to do, so no row is later than the first time at which both may have let it go,
   * however the threads run: each passes by at most one stop of the clock after it is due.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void script_timePasses_whatIsDueComesAtThatVeryTime(long seed) throws Exception {
    PlanBuilder plan = new PlanBuilder("script");
    String rows = plan.script("script", new Passing(seed, 30));
    String delayed = plan.step("delay", new Delay(seed, LONGEST_DELAY), rows);
    String exchanged = plan.exchange("exchange", seed % 2 == 0, delayed);
    String again = plan.step("again", new Delay(~seed, LONGEST_DELAY), exchanged);
    RowFn stamp =
        (row, context) -> {
          long readAt = pairValue(row);
          context.output(0).accept(row.with(context.job().clock().millis() - readAt));
        };
    plan.collect("out", plan.step("stamp", stamp.asStep(), plan.exchange("on", false, again)));

    JobHandle handle = Runs.start(plan.fused(), Runs.streaming(3, 7, 1000));
    Runs.await(handle);

    assertThat(Results.of(handle.job()).rows("out"))
        .hasSize(30 * 20)
        .allSatisfy(
            row ->
                assertThat((long) Objects.requireNonNull(row.value()))
                    .isBetween(0L, 2L * (LONGEST_DELAY + LONGEST_STOP)));
  }

  /** Rows, and no more of time. */
  private record Once() implements Script {
    @Override
    public long start() {
      return START;
    }

    @Override
    public List<Event> events() {
      return List.of(new Event.Rows(List.of(Row.of(1L), Row.of(2L), Row.of(3L))));
    }
  }

  @Test
  void script_ended_lettingTheClockGoOn_wakesWhoWaitsForIt() throws Exception {
    PlanBuilder plan = new PlanBuilder("after");
    String rows = plan.exchange("exchange", false, plan.script("script", new Once()));
    plan.collect("out", plan.step("delay", new Delay(1, 50), rows));

    JobHandle handle = Runs.start(plan.fused(), Runs.streaming(2, 1000, 1000));
    Runs.await(handle);

    assertThat(Results.of(handle.job()).values("out")).containsExactly("1", "2", "3");
  }
}
