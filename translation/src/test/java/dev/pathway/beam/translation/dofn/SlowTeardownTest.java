// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlowTeardownTest {
  private static final Logger LOGGER = Logger.getLogger(SlowTeardown.class.getName());

  /** Keeps messages, and says when the first has come. */
  private static final class Messages extends Handler {
    private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void publish(LogRecord entry) {
      all.add(new SimpleFormatter().formatMessage(entry));
      first.countDown();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Messages messages = new Messages();

  @BeforeEach
  void listen() {
    LOGGER.addHandler(messages);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(messages);
    LOGGER.setUseParentHandlers(true);
  }

  private void hang() {
    try {
      assertThat(messages.first.await(30, TimeUnit.SECONDS)).as("told of").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void watch_teardownThatHangs_namesTheTransformAndThePlace() {
    SlowTeardown.watch("Write/ParDo(Close)", this::hang, 20);

    assertThat(messages.all.peek())
        .startsWith("The @Teardown of 'Write/ParDo(Close)' has not returned for ")
        .contains("SlowTeardownTest.hang");
  }

  @Test
  void watch_quickTeardown_isSilent() {
    SlowTeardown.watch("Quick", () -> {}, 60_000);

    assertThat(List.copyOf(messages.all)).isEmpty();
  }

  @Test
  void watch_teardownThrows_passesItOn() {
    assertThatThrownBy(
            () ->
                SlowTeardown.watch(
                    "Broken",
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
  }
}
