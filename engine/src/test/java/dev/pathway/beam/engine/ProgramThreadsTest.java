// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ProgramThreadsTest {
  private static final String NAME = "program-threads-test";

  private final CountDownLatch finish = new CountDownLatch(1);
  private final ProgramThreads program =
      new ProgramThreads(thread -> !thread.getName().equals(NAME));

  private Thread start(boolean daemon) {
    Thread thread =
        new Thread(
            () -> {
              try {
                finish.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            NAME);
    thread.setDaemon(daemon);
    thread.start();
    return thread;
  }

  @Test
  void ended_onlyInfrastructure_isTrue() {
    assertThat(program.ended()).isTrue();
  }

  @Test
  void ended_threadOfTheProgram_isFalseUntilItEnds() throws InterruptedException {
    Thread thread = start(false);
    assertThat(program.ended()).isFalse();

    finish.countDown();
    thread.join();

    assertThat(program.ended()).isTrue();
  }

  @Test
  void ended_daemon_doesNotCount() {
    start(true);

    assertThat(program.ended()).isTrue();
    finish.countDown();
  }

  @Test
  void awaitEnd_threadOfTheProgram_waitsForIt() throws InterruptedException {
    start(false);
    Thread waiter =
        new Thread(
            () -> {
              try {
                program.awaitEnd();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

    finish.countDown();

    await().until(() -> !waiter.isAlive());
  }
}
