// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the suite leaves out as not supported yet is refused before anything runs, and the message
 * names transform, URN and reason. A case for each such category of the {@link UnsupportedList};
 * who supports one deletes both.
 */
final class UnsupportedPipelineTest {
  private static final AtomicBoolean RAN = new AtomicBoolean();

  @BeforeEach
  void reset() {
    RAN.set(false);
  }

  /** A pipeline that cannot run, for a category. */
  private enum Case {
    STATE("UsesStatefulParDo", "Refused/ParMultiDo(State)", "beam:transform:pardo:v1", "state") {
      @Override
      void addTo(Pipeline pipeline) {
        keyed(pipeline).apply("Refused", ParDo.of(new StateFn()));
      }
    },
    TIMERS("UsesTimersInParDo", "Refused/ParMultiDo(Timer)", "beam:transform:pardo:v1", "timers") {
      @Override
      void addTo(Pipeline pipeline) {
        keyed(pipeline).apply("Refused", ParDo.of(new TimerFn()));
      }
    },
    TEST_STREAM("UsesTestStream", "Refused", "beam:transform:teststream:v1", "not supported yet") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply(
            "Refused",
            TestStream.create(VarIntCoder.of()).addElements(1).advanceWatermarkToInfinity());
      }
    },
    UNBOUNDED("UsesUnboundedPCollections", "Refused", "beam:transform:read:v1", "unbounded") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply(
            "Refused", GenerateSequence.from(0).withRate(1, Duration.standardSeconds(1)));
      }
    },
    BOUNDED_SPLITTABLE(
        "UsesBoundedSplittableParDo",
        "Refused/ParMultiDo(Bounded)",
        "beam:transform:pardo:v1",
        "splittable DoFn") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply(Create.of(1)).apply("Refused", ParDo.of(new BoundedFn()));
      }
    },
    UNBOUNDED_SPLITTABLE(
        "UsesUnboundedSplittableParDo",
        "Refused/ParMultiDo(Unbounded)",
        "beam:transform:pardo:v1",
        "splittable DoFn") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply(Create.of(1)).apply("Refused", ParDo.of(new UnboundedFn()));
      }
    },
    FINALIZER(
        "UsesBundleFinalizer",
        "Refused/ParMultiDo(Finalizer)",
        "beam:transform:pardo:v1",
        "bundle finalizer") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply(Create.of(1)).apply("Refused", ParDo.of(new FinalizerFn()));
      }
    };

    private final String category;
    private final String transform;
    private final String urn;
    private final String reason;

    Case(String category, String transform, String urn, String reason) {
      this.category = category;
      this.transform = transform;
      this.urn = urn;
      this.reason = reason;
    }

    abstract void addTo(Pipeline pipeline);

    private static PCollection<KV<String, Integer>> keyed(Pipeline pipeline) {
      return pipeline.apply(Create.of(KV.of("a", 1)));
    }
  }

  private static Stream<Case> cases() {
    return Stream.of(Case.values());
  }

  private static Pipeline pipeline() {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=TestPathwayRunner").create());
    pipeline.apply("Witness", Create.of(1)).apply("Run", ParDo.of(new WitnessFn()));
    return pipeline;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void run_unsupportedTransform_isRefusedBeforeAnythingRuns(Case unsupported) {
    Pipeline pipeline = pipeline();
    unsupported.addTo(pipeline);

    Throwable refusal = catchThrowable(pipeline::run);

    assertThat(refusal)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(unsupported.transform)
        .hasMessageContaining(unsupported.urn)
        .hasMessageContaining(unsupported.reason);
    assertThat(RAN).isFalse();
  }

  @Test
  void run_severalUnsupportedTransforms_namesAll() {
    Pipeline pipeline = pipeline();
    pipeline.apply("Keyed", Create.of(KV.of("a", 1))).apply("First", ParDo.of(new StateFn()));
    pipeline.apply("Plain", Create.of(1)).apply("Second", ParDo.of(new FinalizerFn()));

    Throwable refusal = catchThrowable(pipeline::run);

    assertThat(refusal)
        .hasMessageContaining("2 transforms are not supported")
        .hasMessageContaining("'First/ParMultiDo(State)'")
        .hasMessageContaining("'Second/ParMultiDo(Finalizer)'");
  }

  @Test
  void cases_coverAllThatIsNotSupportedYet() {
    assertThat(cases().map(unsupported -> unsupported.category).toList())
        .containsExactlyInAnyOrderElementsOf(
            UnsupportedList.read().entries().stream()
                .map(UnsupportedList.Entry::what)
                .filter(
                    what ->
                        !what.equals("UsesExternalService")
                            && !what.equals("UsesSdkHarnessEnvironment"))
                .toList());
  }

  static final class WitnessFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      RAN.set(true);
    }
  }

  static final class StateFn extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<ValueState<String>> state = StateSpecs.value(StringUtf8Coder.of());

    @ProcessElement
    public void process(@StateId("state") ValueState<String> value) {
      value.write("seen");
    }
  }

  static final class TimerFn extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@TimerId("timer") Timer set) {
      set.set(Instant.EPOCH);
    }

    @OnTimer("timer")
    public void onTimer() {}
  }

  static final class FinalizerFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(BundleFinalizer finalizer) {
      finalizer.afterBundleCommit(Instant.EPOCH, () -> {});
    }
  }

  @DoFn.BoundedPerElement
  static final class BoundedFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(0L);
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Integer element) {
      return new OffsetRange(0, 1);
    }
  }

  @DoFn.UnboundedPerElement
  static final class UnboundedFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public ProcessContinuation process(RestrictionTracker<OffsetRange, Long> tracker) {
      return tracker.tryClaim(0L) ? ProcessContinuation.resume() : ProcessContinuation.stop();
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element Integer element) {
      return new OffsetRange(0, 1);
    }
  }
}
