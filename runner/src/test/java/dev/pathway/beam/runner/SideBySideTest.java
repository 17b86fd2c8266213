// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipelines that run at the same time in one process. */
final class SideBySideTest {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  private static CountDownLatch bothRun = new CountDownLatch(2);
  private static CountDownLatch failed = new CountDownLatch(1);

  @BeforeEach
  void reset() {
    SEEN.clear();
    bothRun = new CountDownLatch(2);
    failed = new CountDownLatch(1);
  }

  static final class MeetFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final boolean fails;

    MeetFn(boolean fails) {
      this.fails = fails;
    }

    @Setup
    public void setUp(PipelineOptions options) {
      PathwayPipelineOptions own = options.as(PathwayPipelineOptions.class);
      SEEN.add(own.getJobName() + " on " + own.getParallelism());
    }

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out)
        throws InterruptedException {
      Metrics.counter("test", "elements").inc();
      if (element == 0) {
        bothRun.countDown();
        bothRun.await();
        if (fails) {
          throw new IllegalStateException("on purpose");
        }
        failed.await();
      }
      out.output(element);
    }
  }

  private static PipelineResult start(boolean fails, Gathered<Long> gathered, String... args) {
    Pipeline pipeline = Pipelines.create(args);
    pipeline
        .apply(GenerateSequence.from(0).to(1000))
        .apply("Meet", ParDo.of(new MeetFn(fails)))
        .apply(gathered);
    return pipeline.run();
  }

  @Test
  void run_oneOfTwoFails_theOtherGoesOn() {
    Gathered<Long> gathered = new Gathered<>();
    PipelineResult good =
        start(
            false,
            gathered,
            "--jobName=good",
            "--parallelism=1",
            "--blockOnRun=false",
            "--memoryFraction=0.1");
    PipelineResult bad =
        start(
            true,
            new Gathered<>(),
            "--jobName=bad",
            "--parallelism=3",
            "--blockOnRun=false",
            "--enforceImmutability");

    assertThatThrownBy(bad::waitUntilFinish)
        .isInstanceOf(PipelineExecutionException.class)
        .hasRootCauseMessage("on purpose");
    assertThat(bad.getState()).isEqualTo(State.FAILED);
    assertThat(good.getState()).isEqualTo(State.RUNNING);
    failed.countDown();
    assertThat(good.waitUntilFinish()).isEqualTo(State.DONE);

    assertThat(gathered.elements()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(good.metrics().allMetrics().getCounters())
        .filteredOn(counter -> counter.getName().getNamespace().equals("test"))
        .singleElement()
        .satisfies(counter -> assertThat(counter.getCommitted()).isEqualTo(1000));
    assertThat(SEEN).containsExactlyInAnyOrder("good on 1", "bad on 3");
  }
}
