// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.pathway.beam.engine.jet.Jobs;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, whatever user code does at that moment. */
final class CancelTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1500);
  private static final Duration PATIENCE_AND_MARGIN = Job.STOP_PATIENCE.plusMillis(1500);

  /** What a test and its steps tell each other. */
  private static final class Signals {
    private final CountDownLatch blocking = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    static Signals of(JobContext job) {
      return job.shared(Signals.class, Signals::new);
    }
  }

  private static Plan blockingIn(RowFn fn) {
    PlanBuilder plan = new PlanBuilder("blocking");
    plan.collect("out", plan.step("block", fn.asStep(), plan.numbers("numbers", 100_000)));
    return plan.fused();
  }

  private static void assertCancels(Plan plan, int parallelism, Duration limit) throws Exception {
    JobHandle handle = Runs.start(plan, Runs.settings(parallelism));
    assertThat(Signals.of(handle.job()).blocking.await(10, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();

    handle.cancel();
    long returned = System.nanoTime();
    Throwable failure = Runs.failure(handle);

    assertThat(failure)
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("'blocking'");
    assertThat(Duration.ofNanos(returned - start)).isLessThan(Duration.ofMillis(500));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    Signals.of(handle.job()).released.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> threadsOf("blocking").isEmpty());
  }

  private static List<String> threadsOf(String job) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("pathway-" + job + "-"))
        // The thread that tells of the end is the last to go.
        .filter(name -> !name.endsWith("-end"))
        .toList();
  }

  @Test
  void cancel_whileAStepWaits_interruptsIt() throws Exception {
    assertCancels(
        blockingIn(
            (row, context) -> {
              Signals.of(context.job()).blocking.countDown();
              new CountDownLatch(1).await();
            }),
        2,
        AT_ONCE);
  }

  @Test
  void cancel_whileAStepRunsUninterrupted_endsAtTheNextRow() throws Exception {
    assertCancels(
        blockingIn(
            (row, context) -> {
              Signals.of(context.job()).blocking.countDown();
              context.output(0).accept(row);
            }),
        2,
        AT_ONCE);
  }

  @Test
  void cancel_whileAStepSwallowsInterrupts_endsAtTheNextRow() throws Exception {
    assertCancels(
        blockingIn(
            (row, context) -> {
              Signals.of(context.job()).blocking.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                context.output(0).accept(row);
              }
            }),
        1,
        AT_ONCE);
  }

  @Test
  void cancel_whileAStepIgnoresInterrupts_abandonsItAndLogsItsStack() throws Exception {
    List<String> warnings = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            warnings.add(new SimpleFormatter().formatMessage(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.pathway.beam.engine.job.UserThreads");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      assertCancels(
          blockingIn(
              (row, context) -> {
                Signals signals = Signals.of(context.job());
                signals.blocking.countDown();
                while (signals.released.getCount() > 0) {
                  Thread.onSpinWait();
                }
              }),
          1,
          PATIENCE_AND_MARGIN);
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("'pathway-blocking-numbers+block+out-0'", "abandoned", "CancelTest");
  }

  @Test
  void cancel_whileASourceBlocks_interruptsIt() throws Exception {
    PlanBuilder plan = new PlanBuilder("blocking");
    plan.collect("out", plan.source("source", new BlockingSource(false)));
    assertCancels(plan.fused(), 3, AT_ONCE);
  }

  @Test
  void cancel_whileASourceListsItsSplits_interruptsAllWhoWait() throws Exception {
    PlanBuilder plan = new PlanBuilder("blocking");
    String first = plan.source("source", new BlockingSource(false));
    plan.collect("out", first, plan.source("other", new BlockingSource(true)));
    assertCancels(plan.fused(), 3, AT_ONCE);
  }

  private record BlockingSource(boolean inSplits) implements SourceSpec {
    @Override
    public List<Split> splits(JobContext context, int workers) throws Exception {
      if (inSplits) {
        new CountDownLatch(1).await();
      }
      return List.of(Reader::new);
    }

    private static final class Reader implements SplitReader {
      private final JobContext job;

      Reader(JobContext job) {
        this.job = job;
      }

      @Override
      public boolean advance() throws Exception {
        Signals.of(job).blocking.countDown();
        new CountDownLatch(1).await();
        return false;
      }

      @Override
      public Object element() {
        return Row.of(null);
      }

      @Override
      public Optional<Split> giveAway() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    }
  }

  @Test
  void cancel_whileAStageWaitsForItsView_interruptsIt() throws Exception {
    PlanBuilder plan = new PlanBuilder("blocking");
    String view =
        plan.view(
            "view", false, Windowing.GLOBAL, plan.source("source", new BlockingSource(false)));
    RowFn read = (row, context) -> context.output(0).accept(row);
    plan.collect(
        "out",
        plan.step("read", read.asStep(), List.of(plan.numbers("main", 10_000)), List.of(view), 1)
            .get(0));
    assertCancels(plan.fused(), 2, AT_ONCE);
  }

  @Test
  void cancel_whileTheNextStageIsBehind_endsTheOneThatWaitsForRoom() throws Exception {
    PlanBuilder plan = new PlanBuilder("blocking").rowBytes(1 << 20);
    String numbers = plan.exchange("exchange", false, plan.numbers("numbers", 10_000));
    RowFn block =
        (row, context) -> {
          Signals.of(context.job()).blocking.countDown();
          new CountDownLatch(1).await();
        };
    plan.step("block", block.asStep(), numbers);
    assertCancels(plan.fused(), 2, AT_ONCE);
  }

  @Test
  void cancel_twiceAndAfterTheEnd_changesNothing() throws Exception {
    PlanBuilder plan = new PlanBuilder("done");
    plan.collect("out", plan.values("one", 1L));
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(1));
    Runs.await(handle);

    handle.cancel();
    handle.cancel();

    assertThat(handle.completion()).isCompleted();
  }

  @Test
  void cancel_atOnce_endsTheJob() throws Exception {
    for (int i = 0; i < 20; i++) {
      PlanBuilder plan = new PlanBuilder("at once");
      plan.collect("out", plan.exchange("exchange", false, plan.numbers("numbers", 100_000)));
      JobHandle handle = Runs.start(plan.fused(), Runs.settings(2));

      handle.cancel();

      assertThat(Runs.failure(handle)).isInstanceOf(CancellationException.class);
      assertThat(handle.job().memory().usedBytes()).isZero();
    }
  }

  @Test
  void cancel_withStateInTables_givesAllMemoryBack() throws Exception {
    PlanBuilder plan = new PlanBuilder("blocking");
    String pairs =
        plan.step("pair", RowFn.map(v -> new Pair(v, v)), plan.numbers("numbers", 20_000));
    String groups = plan.group("group", Windowing.GLOBAL, pairs);
    plan.view("view", true, Windowing.GLOBAL, pairs);
    RowFn block =
        (row, context) -> {
          Signals signals = Signals.of(context.job());
          context.job().closeAtEnd(() -> signals.closed.set(true));
          signals.blocking.countDown();
          new CountDownLatch(1).await();
        };
    plan.step("block", block.asStep(), groups);
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(2));
    assertThat(Signals.of(handle.job()).blocking.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(handle.job().memory().usedBytes()).isPositive();

    handle.cancel();
    Runs.failure(handle);

    assertThat(handle.job().memory().usedBytes()).isZero();
    assertThat(Signals.of(handle.job()).closed).isTrue();
    assertThat(threadsOf("blocking")).isEmpty();
  }

  @Test
  void job_thatEnded_isForgotten() throws Exception {
    PlanBuilder plan = new PlanBuilder("forgotten");
    plan.collect("out", plan.values("one", 1L));
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(1));
    Runs.await(handle);

    assertThat(Hazelcast.getAllHazelcastInstances())
        .isNotEmpty()
        .allSatisfy(member -> assertThat(knows(member, handle.job().id())).isFalse());
    assertThat(threadsOf("forgotten")).isEmpty();
  }

  private static boolean knows(HazelcastInstance member, String jobId) {
    return Jobs.on(member).contains(jobId);
  }
}
