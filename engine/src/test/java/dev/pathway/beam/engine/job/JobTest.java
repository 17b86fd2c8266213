// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.plain.EmptyView;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.spi.View;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JobTest {
  private static final View VIEW = new EmptyView();

  private final AtomicInteger closed = new AtomicInteger();
  private final Job job = job();

  private static Job job() {
    return TestJob.withoutSpill(JobSettings.batch(1), 0);
  }

  private static void awaitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shared_sameType_isMadeOnce() {
    StringBuilder first = job.shared(StringBuilder.class, StringBuilder::new);

    assertThat(job.shared(StringBuilder.class, StringBuilder::new)).isSameAs(first);
  }

  @Test
  void fail_twice_keepsTheFirstAndStops() {
    IllegalStateException first = new IllegalStateException("first");

    job.fail(first);
    job.fail(new IllegalStateException("second"));

    assertThat(job.failure()).containsSame(first);
    assertThat(job.stopping()).isTrue();
  }

  @Test
  void fail_becauseItIsBeingStopped_isNoFailure() {
    job.fail(new JobStoppedException());

    assertThat(job.failure()).isEmpty();
    assertThat(job.stopping()).isTrue();
  }

  @Test
  void fail_afterStop_isNoFailure() {
    job.stop();

    job.fail(new IllegalStateException("too late"));

    assertThat(job.failure()).isEmpty();
  }

  @Test
  void drain_stream_isToldToItsFunctionsAndSleepers() {
    Job stream = TestJob.withoutSpill(JobSettings.streaming(1), 0);
    AtomicInteger wakes = new AtomicInteger();
    stream.onWake(wakes::incrementAndGet);

    stream.drain();

    assertThat(stream.draining()).isTrue();
    assertThat(wakes).hasValue(1);
  }

  @Test
  void drain_batch_goesOnAsBefore() {
    job.drain();

    assertThat(job.draining()).isFalse();
  }

  @Test
  void close_threadsAtWork_waitsWithoutInterruptingThem() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    job.closeAtEnd(closed::incrementAndGet);
    job.startThread(
        "worker",
        () -> {
          started.countDown();
          try {
            finish.await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
        },
        () -> {});
    started.await();
    FutureTask<Boolean> closing = new FutureTask<>(job::close);
    Thread closer = new Thread(closing);
    closer.start();
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    finish.countDown();

    assertThat(closing.get(10, SECONDS)).isTrue();
    assertThat(interrupted).isFalse();
    assertThat(closed).hasValue(1);
  }

  @Test
  void close_stoppedThreads_areInterruptedAgainAndAgain() {
    AtomicInteger swallowed = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    job.startThread(
        "worker",
        () -> {
          started.countDown();
          while (swallowed.get() < 3) {
            awaitForever();
            if (Thread.interrupted()) {
              swallowed.incrementAndGet();
            }
          }
        },
        () -> {});
    await().until(() -> started.getCount() == 0);

    job.stop();

    assertThat(job.close()).isTrue();
    assertThat(swallowed).hasValue(3);
  }

  @Test
  void stopAll_jobsThatWaitForEachOthersInterrupts_closesBoth() {
    int enough = 3;
    CyclicBarrier bothStarted = new CyclicBarrier(3);
    CountDownLatch firstInterrupted = new CountDownLatch(enough);
    CountDownLatch secondInterrupted = new CountDownLatch(enough);
    Job other = job();
    for (Job each : List.of(job, other)) {
      CountDownLatch own = each == job ? firstInterrupted : secondInterrupted;
      CountDownLatch others = each == job ? secondInterrupted : firstInterrupted;
      each.closeAtEnd(closed::incrementAndGet);
      each.startThread(
          "worker",
          () -> {
            meet(bothStarted);
            countInterruptsUntil(own, others);
          },
          () -> {});
    }
    meet(bothStarted);

    Job.stopAll(List.of(job, other));

    assertThat(closed).hasValue(2);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends once both latches are down, of which the first counts this thread's interrupts. */
  private static void countInterruptsUntil(CountDownLatch own, CountDownLatch others) {
    while (own.getCount() > 0 || others.getCount() > 0) {
      try {
        (own.getCount() > 0 ? own : others).await();
      } catch (InterruptedException e) {
        own.countDown();
      }
    }
  }

  @Test
  void close_resourceThatCannotBeClosed_closesTheOthers() {
    job.closeAtEnd(closed::incrementAndGet);
    job.closeAtEnd(
        () -> {
          throw new IllegalStateException("not closable");
        });
    job.closeAtEnd(closed::incrementAndGet);

    assertThat(job.close()).isTrue();
    assertThat(job.close()).isTrue();

    assertThat(closed).hasValue(2);
  }

  @Test
  void startThread_cleanup_runsAfterFailureAndIsNotInterrupted() throws Exception {
    AtomicReference<@Nullable String> seen = new AtomicReference<>();
    CountDownLatch never = new CountDownLatch(1);
    job.startThread(
        "worker",
        () -> {
          awaitForever();
          Thread.currentThread().interrupt();
        },
        () -> {
          try {
            // Longer than it takes until those who still work are interrupted again.
            boolean ignored = never.await(300, TimeUnit.MILLISECONDS);
            seen.set("undisturbed");
          } catch (InterruptedException e) {
            seen.set("interrupted");
          }
        });
    job.stop();

    assertThat(job.close()).isTrue();
    assertThat(seen).hasValue("undisturbed");
  }

  @Test
  void startThread_loader_isThatOfTheSubmitter() throws Exception {
    ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
    AtomicReference<@Nullable ClassLoader> seen = new AtomicReference<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(own);
    Job made;
    try {
      made = new Job("id", "job", JobSettings.batch(1), job.memory(), job.spill());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }

    made.startThread(
        "worker", () -> seen.set(Thread.currentThread().getContextClassLoader()), () -> {});

    assertThat(made.close()).isTrue();
    assertThat(seen).hasValue(own);
    assertThat(made.loader()).isSameAs(own);
  }

  @Test
  void awaitView_complete_returnsIt() {
    job.view("v").complete(VIEW);

    assertThat(job.awaitView("v")).isSameAs(VIEW);
  }

  @Test
  void awaitView_interruptedWithoutStop_goesOnAndKeepsTheFlag() throws Exception {
    FutureTask<Boolean> waiting =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              return job.awaitView("v") == VIEW && Thread.currentThread().isInterrupted();
            });
    Thread waiter = new Thread(waiting);
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    job.view("v").complete(VIEW);

    assertThat(waiting.get(10, SECONDS)).isTrue();
  }

  @Test
  void awaitView_jobThatStops_throws() {
    job.stop();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> job.awaitView("v")).isInstanceOf(JobStoppedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
