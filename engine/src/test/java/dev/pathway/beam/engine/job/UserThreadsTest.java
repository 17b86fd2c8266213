// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class UserThreadsTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final AtomicInteger freed = new AtomicInteger();
  private final UserThreads threads = new UserThreads(freed::incrementAndGet);
  private final CountDownLatch finish = new CountDownLatch(1);

  private void start(Runnable work, Runnable cleanup) {
    threads.start("user-threads-test", getClass().getClassLoader(), work, cleanup);
  }

  private void spin() {
    while (finish.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void stop_noThreads_isTrueAtOnce() {
    assertThat(threads.stop(LONG, true)).isTrue();
    assertThat(freed).hasValue(0);
  }

  @Test
  void stop_threadThatDoesNotEnd_abandonsItAndTellsWhenItDoes() {
    start(this::spin, () -> {});

    assertThat(threads.stop(SHORT, true)).isFalse();
    assertThat(freed).hasValue(0);
    finish.countDown();

    await().until(() -> freed.get() == 1);
    assertThat(threads.stop(LONG, true)).isTrue();
  }

  @Test
  void stop_severalThatDoNotEnd_tellsOnceWhenTheLastDoes() {
    CountDownLatch first = new CountDownLatch(1);
    start(
        () -> {
          while (first.getCount() > 0) {
            Thread.onSpinWait();
          }
        },
        () -> {});
    start(this::spin, () -> {});
    assertThat(threads.stop(SHORT, true)).isFalse();

    first.countDown();
    assertThat(threads.stop(SHORT, true)).isFalse();
    assertThat(freed).hasValue(0);
    finish.countDown();

    await().until(() -> freed.get() == 1);
  }

  @Test
  void stop_callerIsInterrupted_staysInterrupted() {
    start(this::spin, () -> {});
    Thread.currentThread().interrupt();

    assertThat(threads.stop(SHORT, false)).isFalse();

    assertThat(Thread.interrupted()).isTrue();
    finish.countDown();
  }

  @Test
  void interrupt_fromOneOfTheThreads_sparesItself() {
    CountDownLatch spared = new CountDownLatch(1);
    start(
        () -> {
          threads.interrupt();
          if (!Thread.currentThread().isInterrupted()) {
            spared.countDown();
          }
        },
        () -> {});

    assertThat(threads.stop(LONG, false)).isTrue();
    assertThat(spared.getCount()).isZero();
  }

  @Test
  void start_workThatThrows_cleansUpAndEnds() {
    AtomicInteger cleaned = new AtomicInteger();
    start(
        () -> {
          // Ends the thread quietly: the default handler would print it.
          Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
          throw new IllegalStateException("work failed");
        },
        cleaned::incrementAndGet);

    assertThat(threads.stop(LONG, false)).isTrue();
    assertThat(cleaned).hasValue(1);
  }
}
