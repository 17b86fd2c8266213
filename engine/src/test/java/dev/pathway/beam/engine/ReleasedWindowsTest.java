// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of a stream's views, and those who read them. */
final class ReleasedWindowsTest {
  private static final int WINDOWS = 50;
  private static final long NOTHING = -1;

  private static Window window(int number) {
    return new Window(10L * number, 10L * number + 10);
  }

  /** A row in each window, then the end of event time. */
  private record RowInEach() implements Script {
    @Override
    public long start() {
      return 0;
    }

    @Override
    public List<Event> events() {
      List<Event> all = new ArrayList<>();
      for (int i = 0; i < WINDOWS; i++) {
        all.add(new Event.Rows(List.of(new Row((long) i, 10L * i, List.of(window(i))))));
        all.add(new Event.Watermark(10L * i + 10));
      }
      all.add(new Event.Watermark(EventTime.END));
      return all;
    }
  }

  /** Puts out how many values its side input has in the windows of a row. */
  private record Reading(boolean releases) implements StepSpec {
    @Override
    public StepFn create() {
      return new Fn(releases);
    }

    private static final class Fn implements StepFn {
      private final boolean releases;
      private @Nullable StepContext context;

      Fn(boolean releases) {
        this.releases = releases;
      }

      private StepContext context() {
        if (context == null) {
          throw new IllegalStateException("not set up");
        }
        return context;
      }

      @Override
      public void setup(StepContext given) {
        context = given;
      }

      @Override
      public void process(Object element) {
        context().output(0).accept(element);
      }

      @Override
      public void advance(long watermark) {
        if (releases) {
          context().view(0).release(watermark);
        }
      }
    }
  }

  /** Each worker of each reading step counts, also those that never get a row. */
  @ParameterizedTest
  @CsvSource({"1, true", "3, true", "3, false"})
  void view_ofAStream_keepsNoWindowThatAllHaveReleased(int parallelism, boolean all)
      throws Exception {
    PlanBuilder plan = new PlanBuilder("released");
    String rows = plan.script("script", new RowInEach());
    String view = plan.view("side", false, Windowing.AT_END, rows);
    String spread = plan.exchange("spread", false, rows);
    String none = plan.exchange("none", false, plan.step("drop", RowFn.filter(v -> false), rows));
    for (String input : List.of(spread, none)) {
      StepSpec step = new Reading(all || input.equals(spread));
      plan.collect(
          "out " + input,
          plan.step("read " + input, step, List.of(input), List.of(view), 1).get(0));
    }

    JobHandle handle = Runs.start(plan.fused(), Runs.streaming(parallelism, 10, 1000));
    Runs.await(handle);

    assertThat(Results.of(handle.job()).rows("out " + spread)).hasSize(WINDOWS);
    for (int i = 0; i < WINDOWS; i++) {
      long version = ((Job) handle.job()).liveView(view).version(window(i));
      assertThat(version == NOTHING).as("window " + i).isEqualTo(all);
    }
  }
}
