// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cannot run is refused before anything runs, and the message names transform, URN and reason.
 * Of Beam's suite, the {@link UnsupportedList} leaves out no more than what needs other processes.
 */
final class UnsupportedPipelineTest {
  private static final AtomicBoolean RAN = new AtomicBoolean();

  @BeforeEach
  void reset() {
    RAN.set(false);
  }

  /** A pipeline that cannot run. */
  private enum Case {
    UNKNOWN_PRIMITIVE("'Refused' (test:unheard:v1) is a primitive transform") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline.apply("Refused", new Unheard());
      }
    },
    OTHER_MATERIALIZATION(
        "'Reader/ParMultiDo(Witness)' (beam:transform:pardo:v1) needs a side input materialised as"
            + " test:materialization:v1") {
      @Override
      void addTo(Pipeline pipeline) {
        pipeline
            .apply("Main", Create.of(2))
            .apply(
                "Reader",
                ParDo.of(new Witness())
                    .withSideInputs(OtherMaterialization.view(pipeline.apply(Create.of(3)))));
      }
    };

    private final String message;

    Case(String message) {
      this.message = message;
    }

    abstract void addTo(Pipeline pipeline);
  }

  private static Stream<Case> cases() {
    return Stream.of(Case.values());
  }

  private static Pipeline pipeline() {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=TestPathwayRunner").create());
    pipeline.apply("Witness", Create.of(1)).apply("Run", ParDo.of(new Witness()));
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
        .hasMessageContaining("1 transform is not supported")
        .hasMessageContaining(unsupported.message);
    assertThat(RAN).isFalse();
  }

  @Test
  void run_severalUnsupportedTransforms_namesAll() {
    Pipeline pipeline = pipeline();
    cases().forEach(unsupported -> unsupported.addTo(pipeline));
    pipeline.apply("Another", new Unheard());

    Throwable refusal = catchThrowable(pipeline::run);

    assertThat(refusal)
        .hasMessageContaining("3 transforms are not supported")
        .hasMessageContaining(Case.UNKNOWN_PRIMITIVE.message)
        .hasMessageContaining(Case.OTHER_MATERIALIZATION.message)
        .hasMessageContaining("'Another' (test:unheard:v1)");
  }

  @Test
  void entries_allNeedOtherProcesses() {
    assertThat(UnsupportedList.read().entries())
        .extracting(UnsupportedList.Entry::what)
        .containsExactlyInAnyOrder("UsesExternalService", "UsesSdkHarnessEnvironment");
  }

  static final class Witness extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      RAN.set(true);
    }
  }
}
