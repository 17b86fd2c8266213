// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;
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
    pipeline.apply("First", GenerateSequence.from(0).withRate(1, Duration.standardSeconds(1)));
    pipeline.apply("Second", TestStream.create(VarIntCoder.of()).advanceWatermarkToInfinity());

    Throwable refusal = catchThrowable(pipeline::run);

    assertThat(refusal)
        .hasMessageContaining("2 transforms are not supported")
        .hasMessageContaining("'First")
        .hasMessageContaining("'Second'");
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
}
