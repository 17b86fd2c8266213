// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipelines whose user code throws, wherever it does. */
final class FailureTest {
  private static final Map<String, AtomicInteger> ALIVE = new ConcurrentHashMap<>();

  /** The methods of a DoFn. */
  private enum Place {
    NOWHERE,
    SETUP,
    START_BUNDLE,
    PROCESS,
    FINISH_BUNDLE
  }

  static final class CountedFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Place throwing;

    CountedFn(String name, Place throwing) {
      this.name = name;
      this.throwing = throwing;
    }

    private void reach(Place place) {
      if (place == throwing) {
        throw new IllegalStateException("in " + place);
      }
    }

    @Setup
    public void setUp() {
      ALIVE.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
      reach(Place.SETUP);
    }

    @StartBundle
    public void startBundle() {
      reach(Place.START_BUNDLE);
    }

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      reach(Place.PROCESS);
      out.output(element);
    }

    @FinishBundle
    public void finishBundle() {
      reach(Place.FINISH_BUNDLE);
    }

    @Teardown
    public void tearDown() {
      ALIVE.computeIfAbsent(name, key -> new AtomicInteger()).decrementAndGet();
    }
  }

  @BeforeEach
  void reset() {
    ALIVE.clear();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOWHERE")
  void run_userCodeThrows_tearsDownEveryFunction(Place place) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(GenerateSequence.from(0).to(10_000))
        .apply("Before", ParDo.of(new CountedFn("before", Place.NOWHERE)))
        .apply("Throw", ParDo.of(new CountedFn("throw", place)))
        .apply("Fused", ParDo.of(new CountedFn("fused", Place.NOWHERE)))
        .apply(Reshuffle.viaRandomKey())
        .apply("After", ParDo.of(new CountedFn("after", Place.NOWHERE)));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessage(
            "'Throw/ParMultiDo(Counted)' failed: java.lang.IllegalStateException: in " + place)
        .hasCauseExactlyInstanceOf(IllegalStateException.class);

    assertThat(ALIVE)
        .isNotEmpty()
        .allSatisfy((name, alive) -> assertThat(alive).as(name).hasValue(0));
  }
}
