// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.spi.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    View view =
        new LazyView(
            job,
            () -> {
              made.incrementAndGet();
              return new Echo();
            });
    assertThat(made).hasValue(0);

    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      var read =
          readers.invokeAll(
              IntStream.range(0, READERS)
                  .<Callable<Iterable<@Nullable Object>>>mapToObj(i -> () -> view.values("w"))
                  .collect(Collectors.toList()));
      for (var each : read) {
        assertThat(each.get()).containsExactly("w");
      }
    } finally {
      readers.shutdownNow();
    }
    assertThat(view.values("w", "k")).containsExactly("w", "k");
    assertThat(view.keys("w")).containsExactly("key of w");
    assertThat(made).hasValue(1);
  }

  @Test
  void values_cannotBeMade_throws() {
    View view =
        new LazyView(
            job,
            () -> {
              throw new IOException("the disk is gone");
            });

    assertThatThrownBy(() -> view.values("w"))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("the disk is gone");
  }
}
