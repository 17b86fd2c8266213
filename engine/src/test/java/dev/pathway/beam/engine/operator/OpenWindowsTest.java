// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OpenWindowsTest {
  private static final Window FIRST = new Window(0, 10);
  private static final Window SAME_END = new Window(5, 10);
  private static final Window NEXT = new Window(10, 20);

  private final AtomicInteger made = new AtomicInteger();
  private final List<Integer> closed = new ArrayList<>();
  private final OpenWindows<Integer> open =
      new OpenWindows<>(
          "windows",
          TestJob.withoutSpill(JobSettings.streaming(1), 1),
          new PairKeys(),
          Windowing.AT_END,
          window -> made.getAndIncrement(),
          (table, identity, payload, mark) -> {},
          closed::add);

  @Test
  void table_window_isTheSameUntilEventTimeHasPassedIt() throws Exception {
    assertThat(open.table(FIRST)).isEqualTo(0);
    assertThat(open.table(NEXT)).isEqualTo(1);
    assertThat(open.table(FIRST)).isEqualTo(0);

    open.advance(10, (window, table) -> {});

    assertThat(open.table(FIRST)).isNull();
    assertThat(open.table(NEXT)).isEqualTo(1);
  }

  @Test
  void advance_windows_comeInTheOrderOfTheirEnds() throws Exception {
    open.table(NEXT);
    open.table(FIRST);
    List<Object> passed = new ArrayList<>();

    open.advance(20, (window, table) -> passed.add(window));
    open.close();

    assertThat(passed).containsExactly(FIRST, NEXT);
    assertThat(closed).isEmpty();
  }

  @Test
  void close_afterAConsumerFailed_closesAllThatWasNotTaken() throws Exception {
    open.table(FIRST);
    open.table(SAME_END);
    open.table(NEXT);
    List<Integer> taken = new ArrayList<>();

    assertThatThrownBy(
            () ->
                open.advance(
                    20,
                    (window, table) -> {
                      if (!taken.isEmpty()) {
                        throw new IllegalStateException("no more");
                      }
                      taken.add(table);
                    }))
        .hasMessage("no more");
    open.close();

    assertThat(closed).hasSize(2).doesNotContainAnyElementsOf(taken);
  }
}
