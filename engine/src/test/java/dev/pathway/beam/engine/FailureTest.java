// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.StepFailure;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user learns of failures, and what failures leave behind. */
final class FailureTest {
  private static void assertFails(Plan plan, String step, Class<? extends Throwable> cause)
      throws Exception {
    JobHandle handle = Runs.start(plan, Runs.settings(3));

    Throwable failure = Runs.failure(handle);

    assertThat(failure)
        .isInstanceOfSatisfying(
            StepFailure.class, thrown -> assertThat(thrown.step()).isEqualTo(step))
        .hasCauseInstanceOf(cause);
    assertThat(handle.job().memory().usedBytes()).isZero();
  }

  @Test
  void step_thatThrows_failsTheJobWithItsNameAndCause() throws Exception {
    PlanBuilder plan = new PlanBuilder("failing");
    String numbers = plan.numbers("numbers", 10_000);
    String bad = plan.step("bad", RowFn.map(v -> 1 / ((Long) v - 7777)), numbers);
    plan.collect(
        "out", plan.step("after", RowFn.map(v -> v), plan.exchange("exchange", false, bad)));

    assertFails(plan.fused(), "bad", ArithmeticException.class);
  }

  @Test
  void step_thatThrowsAnError_failsTheJob() throws Exception {
    PlanBuilder plan = new PlanBuilder("error");
    RowFn error =
        (row, context) -> {
          throw new StackOverflowError("deep");
        };
    plan.collect("out", plan.step("bad", error.asStep(), plan.numbers("numbers", 10)));

    assertFails(plan.fused(), "bad", StackOverflowError.class);
  }

  @Test
  void step_thatCannotBeCreated_failsTheJob() throws Exception {
    PlanBuilder plan = new PlanBuilder("uncreated");
    StepSpec uncreated =
        () -> {
          throw new IllegalStateException("no function");
        };
    plan.collect("out", plan.step("bad", uncreated, plan.numbers("numbers", 10)));

    assertFails(plan.fused(), "bad", IllegalStateException.class);
  }

  @Test
  void combine_thatThrows_failsTheJobWithItsName() throws Exception {
    PlanBuilder plan = new PlanBuilder("no numbers");
    String pairs =
        plan.step("pair", RowFn.map(v -> new Pair("a", "text")), plan.numbers("numbers", 10));
    plan.collect("out", plan.sum("sum", Windowing.GLOBAL, Phase.COMPLETE, pairs));

    assertFails(plan.fused(), "sum", ClassCastException.class);
  }

  @Test
  void group_ofWhatHasNoEncoding_failsTheJobWithItsName() throws Exception {
    PlanBuilder plan = new PlanBuilder("no encoding");
    String pairs =
        plan.step("pair", RowFn.map(v -> new Pair("a", new Object())), plan.numbers("numbers", 10));
    plan.collect("out", plan.group("group", Windowing.GLOBAL, pairs));

    assertFails(plan.fused(), "group", IOException.class);
  }

  @Test
  void view_ofWhatHasNoEncoding_failsTheJobAndItsReaders() throws Exception {
    PlanBuilder plan = new PlanBuilder("no view");
    String odd = plan.step("odd", RowFn.map(v -> new Object()), plan.numbers("numbers", 10));
    String view = plan.view("view", false, Windowing.GLOBAL, odd);
    RowFn read = (row, context) -> context.output(0).accept(row);
    plan.collect(
        "out",
        plan.step("read", read.asStep(), List.of(plan.numbers("main", 10)), List.of(view), 1)
            .get(0));

    assertFails(plan.fused(), "view", IOException.class);
  }

  @Test
  void view_outOfRange_failsTheJobWithTheStepsName() throws Exception {
    PlanBuilder plan = new PlanBuilder("no such view");
    RowFn read = (row, context) -> context.view(0).values("any");
    plan.step("read", read.asStep(), plan.numbers("main", 10));

    assertFails(plan.fused(), "read", IndexOutOfBoundsException.class);
  }

  /** Where a source fails. */
  enum SourceCall {
    SPLITS,
    OPEN,
    ADVANCE,
    ELEMENT,
    NULL_ELEMENT,
    GIVE_AWAY,
    CLOSE
  }

  /** What a source throws when it is told to. */
  private static final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private record FailingSource(SourceCall failAt) implements SourceSpec {
    private void call(SourceCall call) throws SourceException {
      if (call == failAt) {
        throw new SourceException();
      }
    }

    @Override
    public List<Split> splits(JobContext context, int workers) throws Exception {
      call(SourceCall.SPLITS);
      return List.of(
          opener -> {
            call(SourceCall.OPEN);
            return new Reader(this);
          });
    }
  }

  private static final class Reader implements SplitReader {
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(20);
    private final FailingSource source;
    private final long start = System.nanoTime();
    private boolean asked;
    private int rows;

    Reader(FailingSource source) {
      this.source = source;
    }

    @Override
    public boolean advance() throws Exception {
      if (rows == 10) {
        source.call(SourceCall.ADVANCE);
      }
      boolean waitsToBeAsked =
          source.failAt == SourceCall.GIVE_AWAY
              && !asked
              && System.nanoTime() - start < ENOUGH_NANOS;
      return rows++ < 20 || waitsToBeAsked;
    }

    @Override
    public Object element() throws Exception {
      source.call(SourceCall.ELEMENT);
      return nullIfAsked(Row.of((long) rows));
    }

    @SuppressWarnings("NullAway") // A source that breaks its contract.
    private Object nullIfAsked(Object row) {
      return source.failAt == SourceCall.NULL_ELEMENT ? null : row;
    }

    @Override
    public Optional<Split> giveAway() throws Exception {
      asked = true;
      source.call(SourceCall.GIVE_AWAY);
      return Optional.empty();
    }

    @Override
    public void close() throws Exception {
      source.call(SourceCall.CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource(SourceCall.class)
  void source_thatThrows_failsTheJobWithItsName(SourceCall call) throws Exception {
    PlanBuilder plan = new PlanBuilder("bad source");
    plan.collect("out", plan.source("bad", new FailingSource(call)));

    assertFails(
        plan.fused(),
        "bad",
        call == SourceCall.NULL_ELEMENT ? NullPointerException.class : SourceException.class);
  }

  /** How user code waits. */
  enum Wait {
    INTERRUPTIBLE,
    UNINTERRUPTIBLE;

    /** Waits for the latch, and counts down when interrupted. */
    void until(CountDownLatch released, CountDownLatch interrupted) throws InterruptedException {
      while (true) {
        try {
          released.await();
          return;
        } catch (InterruptedException e) {
          interrupted.countDown();
          if (this == INTERRUPTIBLE) {
            throw e;
          }
        }
      }
    }
  }

  /** What the workers of a job that both blocks and fails tell the test. */
  private static final class Meeting {
    private final AtomicInteger workers = new AtomicInteger();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicLong thrownAt = new AtomicLong();

    static Meeting of(JobContext job) {
      return job.shared(Meeting.class, Meeting::new);
    }

    private void work(Wait wait) throws InterruptedException {
      if (workers.getAndIncrement() == 0) {
        blocked.countDown();
        wait.until(released, interrupted);
      } else {
        blocked.await();
        thrownAt.set(System.nanoTime());
        throw new IllegalStateException("thrown beside one that waits");
      }
    }
  }

  /** Where user code waits and throws. */
  enum Moment {
    SETUP,
    PROCESS,
    SEAL
  }

  private record MeetingStep(Moment moment, Wait waiting) implements StepSpec {
    @Override
    public StepFn create() {
      return new MeetingFn(this);
    }
  }

  private static final class MeetingFn implements StepFn {
    private final MeetingStep spec;
    private @Nullable JobContext job;

    MeetingFn(MeetingStep spec) {
      this.spec = spec;
    }

    private void call(Moment moment) throws InterruptedException {
      if (moment == spec.moment() && job != null) {
        Meeting.of(job).work(spec.waiting());
      }
    }

    @Override
    public void setup(StepContext context) throws InterruptedException {
      job = context.job();
      call(Moment.SETUP);
    }

    @Override
    public void process(Object element) throws InterruptedException {
      call(Moment.PROCESS);
    }

    @Override
    public void seal(long epoch) throws InterruptedException {
      call(Moment.SEAL);
    }
  }

  private static Stream<Arguments> momentsAndWaits() {
    return Stream.of(Moment.values())
        .flatMap(moment -> Stream.of(Wait.values()).map(wait -> Arguments.of(moment, wait)));
  }

  @ParameterizedTest
  @MethodSource("momentsAndWaits")
  void step_thatThrowsWhileAnotherWorkerWaits_failsTheJobAndInterruptsIt(Moment moment, Wait wait)
      throws Exception {
    PlanBuilder plan = new PlanBuilder("half blocked");
    String spread = plan.exchange("spread", false, plan.values("rows", 1L, 2L));
    plan.step("bad", new MeetingStep(moment, wait), spread);
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(2));
    Meeting meeting = Meeting.of(handle.job());

    Throwable failure = Runs.failure(handle);
    long ended = System.nanoTime();

    assertThat(failure)
        .isInstanceOf(StepFailure.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("thrown beside one that waits");
    assertThat(meeting.interrupted.getCount()).isZero();
    assertThat(Duration.ofNanos(ended - meeting.thrownAt.get()))
        .isLessThan(
            wait == Wait.INTERRUPTIBLE ? Job.STOP_PATIENCE : Job.STOP_PATIENCE.plusMillis(1500));
    meeting.released.countDown();
  }

  @Test
  void jobs_twoAtOnce_failIndependently() throws Exception {
    PlanBuilder good = new PlanBuilder("good");
    String pairs =
        good.step(
            "pair", RowFn.map(v -> new Pair((Long) v % 10, v)), good.numbers("numbers", 50_000));
    good.collect("out", good.sum("sum", Windowing.GLOBAL, Phase.COMPLETE, pairs));
    PlanBuilder bad = new PlanBuilder("bad");
    RowFn fail =
        (row, context) -> {
          throw new IllegalStateException("no");
        };
    bad.collect("out", bad.step("fail", fail.asStep(), bad.numbers("numbers", 50_000)));

    JobHandle goodJob = Runs.start(good.fused(), Runs.settings(2));
    JobHandle badJob = Runs.start(bad.fused(), Runs.settings(2));

    assertThat(Runs.failure(badJob)).hasMessageContaining("'fail'");
    Runs.await(goodJob);
    assertThat(Results.of(goodJob.job()).texts())
        .isEqualTo(Evaluator.evaluate(good.unfused()).texts());
  }

  @Test
  void step_thatLeavesItsThreadInterrupted_doesNotFailTheJob() throws Exception {
    PlanBuilder plan = new PlanBuilder("interrupting");
    RowFn interrupt =
        (row, context) -> {
          Thread.currentThread().interrupt();
          context.output(0).accept(row);
        };
    String rows = plan.step("interrupt", interrupt.asStep(), plan.numbers("numbers", 5000));
    plan.collect("out", plan.exchange("exchange", false, rows));

    assertThat(Runs.run(plan.fused(), 2).rows("out")).hasSize(5000);
  }

  /** Leaves its thread interrupted when it has listed its splits and when it has read one. */
  private record InterruptingSource(int splits) implements SourceSpec {
    private static final int ROWS = 3;

    @Override
    public List<Split> splits(JobContext context, int workers) {
      Thread.currentThread().interrupt();
      return Collections.nCopies(splits, opener -> new InterruptingReader());
    }
  }

  private static final class InterruptingReader implements SplitReader {
    private int rows;

    @Override
    public boolean advance() {
      return rows++ < InterruptingSource.ROWS;
    }

    @Override
    public Object element() {
      return Row.of((long) rows);
    }

    @Override
    public Optional<Split> giveAway() {
      return Optional.empty();
    }

    @Override
    public void close() {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void source_thatLeavesItsThreadInterrupted_isReadToTheEnd() throws Exception {
    PlanBuilder plan = new PlanBuilder("interrupting source");
    plan.collect("out", plan.source("source", new InterruptingSource(20)));

    assertThat(Runs.run(plan.fused(), 3).rows("out")).hasSize(20 * InterruptingSource.ROWS);
  }

  @Test
  void source_thatThrowsInterruptedExceptionsByItself_failsTheJob() throws Exception {
    PlanBuilder plan = new PlanBuilder("never listed");
    SourceSpec source =
        (context, workers) -> {
          throw new InterruptedException("not an interrupt of the thread");
        };
    plan.collect("out", plan.source("bad", source));

    assertFails(plan.fused(), "bad", InterruptedException.class);
  }

  @Test
  void step_setUpByAnInterruptedThread_stillWaitsForItsViews() throws Exception {
    PlanBuilder plan = new PlanBuilder("interrupted setup");
    String view = plan.view("view", false, Windowing.GLOBAL, plan.numbers("numbers", 2000));
    StepSpec interrupted = InterruptedFn::new;
    plan.collect(
        "out",
        plan.step("read", interrupted, List.of(plan.numbers("main", 10)), List.of(view), 1).get(0));

    assertThat(Runs.run(plan.fused(), 2).rows("out")).hasSize(10);
  }

  private static final class InterruptedFn implements StepFn {
    private Receiver output = element -> {};

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
      Thread.currentThread().interrupt();
    }

    @Override
    public void process(Object element) {
      output.accept(element);
    }
  }
}
