// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code run} and the result it returns promise. */
final class RunTest {
  private static CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void closeGate() {
    gate = new CountDownLatch(1);
  }

  static final class ThrowFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @SuppressWarnings("DoNotCallSuggester") // Beam calls it
    public void process() throws IOException {
      throw new IOException("no such thing");
    }
  }

  static final class AssertFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}

    @FinishBundle
    @SuppressWarnings("DoNotCallSuggester") // Beam calls it
    public void finish() {
      throw new AssertionError("not so");
    }
  }

  static final class AwaitGateFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out)
        throws InterruptedException {
      gate.await();
      out.output(element);
    }
  }

  private static Pipeline gated(String... args) {
    Pipeline pipeline = Pipelines.create(args);
    pipeline.apply(Create.of(1, 2, 3)).apply("Wait", ParDo.of(new AwaitGateFn()));
    return pipeline;
  }

  @Test
  void run_byDefault_returnsWhenEverythingIsDone() throws IOException {
    Pipeline pipeline = Pipelines.create();
    Gathered<Integer> gathered = new Gathered<>();
    pipeline.apply(Create.of(1, 2, 3)).apply(Sum.integersGlobally()).apply(gathered);

    PipelineResult result = pipeline.run();

    assertThat(result.getState()).isEqualTo(State.DONE);
    assertThat(gathered.elements()).containsExactly(6);
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(result.cancel()).isEqualTo(State.DONE);
  }

  @Test
  void run_emptyPipeline_isDone() {
    assertThat(Pipelines.create().run().getState()).isEqualTo(State.DONE);
  }

  @Test
  void run_userCodeThrows_throwsItsExceptionAsCauseAndNamesTheTransform() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(1, 2, 3)).apply("Break", ParDo.of(new ThrowFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessage("'Break/ParMultiDo(Throw)' failed: java.io.IOException: no such thing")
        .cause()
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no such thing");
  }

  @Test
  void run_errorInUserCode_throwsItAsCause() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(1)).apply("Assert", ParDo.of(new AssertFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageStartingWith("'Assert/")
        .hasCauseExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void run_withoutBlocking_returnsAtOnce() {
    PipelineResult result = gated("--blockOnRun=false").run();

    assertThat(result.getState()).isEqualTo(State.RUNNING);
    gate.countDown();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
  }

  @Test
  void waitUntilFinish_timeRunsOut_isNullAndThePipelineGoesOn() {
    PipelineResult result = gated("--blockOnRun=false").run();

    long start = System.nanoTime();
    assertThat(result.waitUntilFinish(Duration.millis(200))).isNull();
    assertThat(System.nanoTime() - start)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.SECONDS.toNanos(5));

    assertThat(result.getState()).isEqualTo(State.RUNNING);
    gate.countDown();
    assertThat(result.waitUntilFinish(Duration.standardSeconds(30))).isEqualTo(State.DONE);
  }

  @Test
  void waitUntilFinish_noPositiveBound_waitsForTheEnd() {
    gate.countDown();
    assertThat(gated("--blockOnRun=false").run().waitUntilFinish(Duration.ZERO))
        .isEqualTo(State.DONE);
  }

  @Test
  void waitUntilFinish_pipelineFails_throwsEachTime() throws IOException {
    Pipeline pipeline = Pipelines.create("--blockOnRun=false");
    pipeline.apply(Create.of(1)).apply("Break", ParDo.of(new ThrowFn()));
    PipelineResult result = pipeline.run();

    Throwable first = catchThrowable(() -> result.waitUntilFinish(Duration.standardSeconds(30)));
    Throwable second = catchThrowable(result::waitUntilFinish);

    assertThat(first)
        .isInstanceOf(PipelineExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(second)
        .isInstanceOf(PipelineExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(result.getState()).isEqualTo(State.FAILED);
    assertThat(result.cancel()).isEqualTo(State.FAILED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void run_failsWithoutBlocking_isLoggedUnlessSomebodyIsTold(boolean waits) throws Exception {
    try (CapturedLog log = CapturedLog.of(PathwayPipelineResult.class.getName())) {
      Pipeline pipeline = Pipelines.create("--blockOnRun=false");
      pipeline
          .apply(Create.of(1))
          .apply("Wait", ParDo.of(new AwaitGateFn()))
          .apply("Break", ParDo.of(new ThrowFn()));
      PipelineResult result = pipeline.run();
      AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
      Thread waiting = new Thread(() -> told.set(catchThrowable(result::waitUntilFinish)));
      if (waits) {
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
      }

      gate.countDown();

      await()
          .until(() -> log.messages().stream().anyMatch(each -> each.contains("ended as FAILED")));
      if (waits) {
        waiting.join();
        assertThat(told.get()).isInstanceOf(PipelineExecutionException.class);
        assertThat(log.messages()).noneMatch(each -> each.contains("failed: "));
      } else {
        await().until(() -> log.messages().stream().anyMatch(each -> each.contains("failed: ")));
      }
    }
  }

  @Test
  void waitUntilFinish_waitingThreadInterrupted_isNullAndStaysInterrupted() {
    PipelineResult result = gated("--blockOnRun=false").run();

    Thread.currentThread().interrupt();
    assertThat(result.waitUntilFinish()).isNull();
    assertThat(Thread.interrupted()).isTrue();

    gate.countDown();
    assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
  }

  @Test
  void run_samePipelineTwice_runsItTwice() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Integer> gathered = new Gathered<>();
    pipeline.apply(Create.of(1, 2)).apply(Sum.integersGlobally()).apply(gathered);

    pipeline.run();
    pipeline.run();

    assertThat(gathered.elements()).containsExactly(3, 3);
  }
}
