// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static dev.pathway.beam.translation.fixture.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.fixture.MergingFns;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

final class MergedWindowsTest {
  private static final int BATCH = 16;

  @Test
  void add_manyWindowsOfOneSession_keepsNoMoreThanABatch() throws Exception {
    MergedWindows merged = merged(Sessions.withGapDuration(Duration.millis(10)));

    for (long time = 0; time < 10_000; time++) {
      merged.add(window(time, time + 10));
      assertThat(merged.windows().size()).isLessThanOrEqualTo(BATCH + 1);
    }
    merged.merge();

    assertThat(merged.windows()).containsExactly(window(0, 10_009));
  }

  @Test
  void add_windowMergedMeanwhile_memberKnowsIntoWhat() throws Exception {
    MergedWindows merged = merged(Sessions.withGapDuration(Duration.millis(10)));

    MergedWindows.Member first = merged.add(window(0, 10));
    merged.merge();
    merged.add(window(18, 28));
    merged.merge();
    assertThat(first.current()).isEqualTo(window(0, 10));
    merged.add(window(9, 19));
    merged.merge();

    assertThat(first.current()).isEqualTo(window(0, 28));
  }

  @Test
  void seal_windowsThatOverlapInTheEnd_originalsAreNeeded() throws Exception {
    assertThat(sealed(new MergingFns.EvenStarts(), window(0, 6), window(3, 9))).isFalse();
    assertThat(sealed(new MergingFns.EvenStarts(), window(0, 6), window(4, 10))).isTrue();
  }

  @Test
  void seal_windowsMergedIntoOneThatEnclosesThemNot_originalsAreNeeded() throws Exception {
    assertThat(sealed(new MergingFns.Earliest(), window(0, 1), window(3, 4))).isFalse();
  }

  @Test
  void seal_emptyInterval_originalsAreNeeded() throws Exception {
    assertThat(sealed(new MergingFns.EvenStarts(), window(1, 1), window(3, 4))).isFalse();
  }

  @Test
  void merge_windowsMergedTwice_saysWhoseFaultItIs() throws Exception {
    MergedWindows merged =
        merged(
            new MergingFns.EvenStarts() {
              private static final long serialVersionUID = 1L;

              @Override
              public void mergeWindows(MergeContext c) throws Exception {
                c.merge(c.windows(), window(0, 20));
                c.merge(c.windows(), window(0, 30));
              }
            });
    merged.add(window(0, 10));

    assertThatThrownBy(merged::merge)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
  }

  private static boolean sealed(WindowFn<?, IntervalWindow> fn, IntervalWindow... windows)
      throws Exception {
    EnclosingWindows enclosing = new EnclosingWindows(typed(fn), BATCH);
    for (IntervalWindow window : List.of(windows)) {
      enclosing.add(window);
    }
    return enclosing.seal();
  }

  private static MergedWindows merged(WindowFn<?, IntervalWindow> fn) {
    return new MergedWindows(typed(fn), BATCH, (windows, result) -> {});
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // merging does not look at elements
  private static WindowFn<Object, BoundedWindow> typed(WindowFn<?, IntervalWindow> fn) {
    return (WindowFn) fn;
  }
}
