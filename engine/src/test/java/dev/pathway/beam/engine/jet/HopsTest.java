// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HopsTest {
  private final Hops hops = new Hops();

  @Test
  void sent_otherThreadSleeps_wakesIt() throws Exception {
    Sleeper sleeper = new Sleeper();

    hops.sent();

    assertThat(sleeper.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void sent_severalThreads_wakesAllButTheCaller() throws Exception {
    hops.join();
    Sleeper first = new Sleeper();
    Sleeper second = new Sleeper();

    hops.sent();

    assertThat(first.join(Duration.ofSeconds(30))).isTrue();
    assertThat(second.join(Duration.ofSeconds(30))).isTrue();
    // A permit of its own would end this at once.
    long start = System.nanoTime();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(10));
  }

  @Test
  void received_noQueueWasFull_wakesNobody() throws Exception {
    Sleeper sleeper = new Sleeper();

    hops.received();

    assertThat(sleeper.join(Duration.ofMillis(50))).isFalse();
    hops.sent();
    assertThat(sleeper.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void received_queueWasFull_wakesOnce() throws Exception {
    hops.full();
    Sleeper first = new Sleeper();
    hops.received();
    assertThat(first.join(Duration.ofSeconds(30))).isTrue();

    Sleeper second = new Sleeper();
    hops.received();

    assertThat(second.join(Duration.ofMillis(50))).isFalse();
    hops.sent();
    assertThat(second.join(Duration.ofSeconds(30))).isTrue();
  }

  /** A thread that has joined and then sleeps until it is woken. */
  private final class Sleeper {
    private final Thread thread;

    Sleeper() throws InterruptedException {
      CountDownLatch joined = new CountDownLatch(1);
      thread =
          new Thread(
              () -> {
                hops.join();
                joined.countDown();
                LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
              });
      thread.setDaemon(true);
      thread.start();
      joined.await();
    }

    /** Returns whether the thread has ended within a time. */
    boolean join(Duration patience) throws InterruptedException {
      thread.join(patience.toMillis());
      return !thread.isAlive();
    }
  }
}
