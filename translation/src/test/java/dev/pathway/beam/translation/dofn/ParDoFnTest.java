// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static dev.pathway.beam.translation.dofn.ParDos.MAIN;
import static dev.pathway.beam.translation.dofn.ParDos.NONE;
import static dev.pathway.beam.translation.dofn.ParDos.SIDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MemoryState;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.fixture.Windows;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ParDoFnTest {
  private static final List<WindowedValue<String>> ELEMENTS =
      List.of(WindowedValues.valueInGlobalWindow("a"), WindowedValues.valueInGlobalWindow("b"));

  @Test
  void lifecycle_twoBundles_callsInOrder() throws Exception {
    Recording fn = new Recording(null);
    StepHarness harness = harness(fn);

    harness.setup();
    harness.bundle(ELEMENTS);
    harness.bundle(ELEMENTS.subList(0, 1));
    harness.fn().teardown();

    assertThat(fn.calls)
        .containsExactly("setup", "start", "a", "b", "finish", "start", "a", "finish", "teardown");
  }

  @Test
  void teardown_neverSetUp_isNotCalled() throws Exception {
    Recording fn = new Recording(null);

    harness(fn).fn().teardown();

    assertThat(fn.calls).isEmpty();
  }

  @Test
  void teardown_afterSetupFailed_onceInAll() throws Exception {
    Recording fn = new Recording("setup");
    StepHarness harness = harness(fn);

    Throwable thrown = catchThrowable(harness::setup);
    harness.fn().teardown();

    assertThat(thrown).hasRootCauseMessage("setup failed");
    assertThat(fn.calls).containsExactly("setup", "teardown");
  }

  @Test
  void teardown_afterAnyOtherFailure_once() throws Exception {
    for (String failing : List.of("start", "b", "finish")) {
      Recording fn = new Recording(failing);
      StepHarness harness = harness(fn);
      harness.setup();

      Throwable thrown = catchThrowable(() -> harness.bundle(ELEMENTS));
      harness.fn().teardown();

      assertThat(thrown).hasRootCauseMessage(failing + " failed");
      assertThat(fn.calls.subList(fn.calls.indexOf(failing), fn.calls.size()))
          .containsExactly(failing, "teardown");
    }
  }

  @Test
  void process_severalOutputs_eachToItsReceiver() throws Exception {
    StepHarness harness = harness(new Split());
    harness.setup();

    harness.bundle(ELEMENTS);

    assertThat(harness.outputs(0)).extracting(WindowedValue::getValue).containsExactly("a");
    assertThat(harness.outputs(1)).extracting(WindowedValue::getValue).containsExactly("b");
  }

  @Test
  void process_outputThatWasNotDeclared_isRefused() throws Exception {
    StepHarness harness =
        harness(
            new DoFn<String, String>() {
              @ProcessElement
              public void process(MultiOutputReceiver outputs) {
                outputs.get(new TupleTag<String>("other") {}).output("");
              }
            });
    harness.setup();

    assertThatThrownBy(() -> harness.bundle(ELEMENTS)).hasMessageContaining("other");
  }

  @Test
  void process_output_inheritsTimestampWindowsAndPane() throws Exception {
    PaneInfo pane = PaneInfo.createPane(false, false, Timing.LATE, 3, 1);
    StepHarness harness = harness(new Split());
    harness.setup();

    harness.bundle(
        List.of(
            WindowedValues.of(
                "a",
                Instant.ofEpochMilli(7),
                List.of(Windows.window(0, 10), Windows.window(5, 15)),
                pane)));

    WindowedValue<Object> output = harness.outputs(0).get(0);
    assertThat(output.getTimestamp()).isEqualTo(Instant.ofEpochMilli(7));
    assertThat(Windows.of(output))
        .containsExactlyInAnyOrder(Windows.window(0, 10), Windows.window(5, 15));
    assertThat(output.getPaneInfo()).isEqualTo(pane);
  }

  @Test
  void process_functionThatLooksAtTheWindow_isCalledForEach() throws Exception {
    StepHarness harness =
        harness(
            new DoFn<String, String>() {
              @ProcessElement
              public void process(BoundedWindow window, OutputReceiver<String> output) {
                output.output(String.valueOf(window.maxTimestamp().getMillis()));
              }
            });
    harness.setup();

    harness.bundle(
        List.of(
            WindowedValues.of(
                "a",
                Instant.ofEpochMilli(7),
                List.of(Windows.window(0, 10), Windows.window(5, 15)),
                PaneInfo.NO_FIRING)));

    assertThat(harness.outputs(0))
        .extracting(WindowedValue::getValue)
        .containsExactlyInAnyOrder("9", "14");
  }

  /** Wants something done after its bundle, from everywhere it may say so. */
  private static final class Finalizing extends DoFn<String, String> {
    private final List<String> done = new ArrayList<>();

    private void ask(BundleFinalizer finalizer, String what) {
      finalizer.afterBundleCommit(
          Instant.now().plus(Duration.standardHours(1)), () -> done.add(what));
    }

    @StartBundle
    public void start(BundleFinalizer finalizer) {
      ask(finalizer, "start");
      finalizer.afterBundleCommit(Instant.EPOCH, () -> done.add("expired"));
    }

    @ProcessElement
    public void process(@Element String element, BundleFinalizer finalizer) {
      ask(finalizer, element);
      finalizer.afterBundleCommit(
          Instant.now().plus(Duration.standardHours(1)),
          () -> {
            throw new IOException("what fails stops none of the others");
          });
    }

    @FinishBundle
    public void finish(BundleFinalizer finalizer) {
      ask(finalizer, "finish");
    }
  }

  @Test
  void bundleCommitted_finalizers_runOnceAndThenOnly() throws Exception {
    Finalizing fn = new Finalizing();
    StepHarness harness = harness(fn);
    harness.setup();

    harness.fn().startBundle();
    harness.fn().process(ELEMENTS.get(0));
    harness.fn().process(ELEMENTS.get(1));
    harness.fn().finishBundle();
    assertThat(fn.done).isEmpty();
    harness.fn().bundleCommitted();
    harness.fn().bundleCommitted();

    assertThat(fn.done).containsExactly("start", "a", "b", "finish");
  }

  private static final class Counting extends DoFn<String, String> {
    private final Counter counter = Metrics.counter("test", "elements");

    @ProcessElement
    public void process() {
      counter.inc();
    }
  }

  @Test
  void restore_metrics_goOnWithWhatWasSaved() throws Exception {
    MemoryState state = new MemoryState(0, 1, true);
    for (int round = 1; round <= 3; round++) {
      Job job = Jobs.streaming();
      StepHarness harness =
          new StepHarness(ParDos.spec(new Counting(), StringUtf8Coder.of(), NONE), job);
      harness.setup();
      harness.fn().restore(state);
      harness.bundle(ELEMENTS.subList(0, 2));
      harness.fn().save(round);
      state = MemoryState.restored(List.of(state), 1, round).get(0);

      assertThat(JobMetrics.of(job).results().allMetrics().getCounters())
          .extracting(counter -> counter.getCommitted())
          .containsExactly(2L * round);
    }
  }

  /** A snapshot that fails leaves its finalizers to the next. */
  @Test
  void committed_finalizersOfADurableStep_runOnceAndNotBefore() throws Exception {
    Finalizing fn = new Finalizing();
    StepHarness harness = harness(fn);
    harness.setup();
    harness.fn().restore(new MemoryState(0, 1, true));

    harness.bundle(ELEMENTS.subList(0, 1));
    harness.fn().save(1);
    harness.fn().save(2);
    harness.bundle(ELEMENTS.subList(1, 2));
    assertThat(fn.done).isEmpty();
    harness.fn().committed(2);
    harness.fn().committed(2);
    assertThat(fn.done).containsExactly("start", "a", "finish");
    harness.fn().save(3);
    harness.fn().save(4);
    harness.fn().committed(4);

    assertThat(fn.done).containsExactly("start", "a", "finish", "start", "b", "finish");
  }

  @Test
  void finishBundle_output_inTheGivenWindow() throws Exception {
    StepHarness harness =
        harness(
            new DoFn<String, String>() {
              @ProcessElement
              public void process() {}

              @FinishBundle
              public void finish(FinishBundleContext context) {
                context.output("last", Instant.ofEpochMilli(5), GlobalWindow.INSTANCE);
                context.output(SIDE_TAG, "side", Instant.ofEpochMilli(6), GlobalWindow.INSTANCE);
              }
            });
    harness.setup();

    harness.bundle(ELEMENTS);

    assertThat(harness.outputs(0))
        .containsExactly(
            WindowedValues.timestampedValueInGlobalWindow("last", Instant.ofEpochMilli(5)));
    assertThat(harness.outputs(1)).hasSize(1);
  }

  private static final TupleTag<String> SIDE_TAG = new TupleTag<>(SIDE.getId());

  private static StepHarness harness(DoFn<String, String> fn) {
    return new StepHarness(ParDos.spec(fn, StringUtf8Coder.of(), NONE), Jobs.create());
  }

  /** Notes what is called, and fails at one call. */
  static final class Recording extends DoFn<String, String> {
    private final List<String> calls = new ArrayList<>();
    private final @Nullable String failing;

    Recording(@Nullable String failing) {
      this.failing = failing;
    }

    @Setup
    public void setup(PipelineOptions options) {
      call("setup");
    }

    @StartBundle
    public void startBundle() {
      call("start");
    }

    @ProcessElement
    public void process(@Element String element) {
      call(element);
    }

    @FinishBundle
    public void finishBundle() {
      call("finish");
    }

    @Teardown
    public void teardown() {
      call("teardown");
    }

    private void call(String name) {
      calls.add(name);
      if (name.equals(failing)) {
        throw new IllegalStateException(name + " failed");
      }
    }
  }

  /** Sends "a" to the main output and the rest to the other. */
  static final class Split extends DoFn<String, String> {
    @ProcessElement
    public void process(@Element String element, MultiOutputReceiver outputs) {
      TupleTag<String> tag = new TupleTag<>(element.equals("a") ? MAIN.getId() : SIDE.getId());
      outputs.get(tag).output(element);
    }
  }
}
