// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StoppableWait;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.spi.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LazyViewTest {
  private static final int READERS = 4;

  private final Job job = TestJob.withoutSpill(Runs.settings(1), 1 << 20);
  private final AtomicInteger made = new AtomicInteger();

  /** Holds its window and its key. */
  private static final class Echo implements View {
    @Override
    public Iterable<@Nullable Object> values(Object window) {
      return List.of(window);
    }

    @Override
    public Iterable<@Nullable Object> values(Object window, @Nullable Object key) {
      return List.of(window, String.valueOf(key));
    }

    @Override
    public Iterable<@Nullable Object> keys(Object window) {
      return List.of("key of " + window);
    }
  }

  @Test
  void values_severalReaders_isMadeOnceAndAtTheFirst() throws Exception {
    CountDownLatch allHaveCome = new CountDownLatch(1);
    View view =
        new LazyView(
            "rates",
            job,
            () -> {
              made.incrementAndGet();
              StoppableWait.of(job, () -> allHaveCome.await(10, SECONDS));
              return new Echo();
            });
    assertThat(made).hasValue(0);

    List<FutureTask<Iterable<@Nullable Object>>> reads = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      FutureTask<Iterable<@Nullable Object>> read = new FutureTask<>(() -> view.values("w"));
      reads.add(read);
      readers.add(new Thread(read));
    }
    readers.forEach(Thread::start);
    // One waits in the middle of making it, with a limit, and the others for that.
    await()
        .until(
            () ->
                readersThat(readers, Thread.State.TIMED_WAITING) == 1
                    && readersThat(readers, Thread.State.WAITING) == READERS - 1);
    allHaveCome.countDown();

    for (var read : reads) {
      assertThat(read.get(10, SECONDS)).containsExactly("w");
    }
    assertThat(view.values("w", "k")).containsExactly("w", "k");
    assertThat(view.keys("w")).containsExactly("key of w");
    assertThat(made).hasValue(1);
  }

  private static long readersThat(List<Thread> readers, Thread.State state) {
    return readers.stream().filter(reader -> reader.getState() == state).count();
  }

  @Test
  void values_cannotBeMade_failsTheJobWhateverTheReaderDoes() {
    View view =
        new LazyView(
            "rates",
            job,
            () -> {
              throw new IOException("the disk is gone");
            });

    assertThatThrownBy(() -> view.values("w"))
        .isInstanceOf(StepFailure.class)
        .hasRootCauseMessage("the disk is gone");
    assertThat(job.failure()).get().asString().contains("rates");
  }
}
