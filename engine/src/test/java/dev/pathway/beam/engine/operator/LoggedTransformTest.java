// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.NumberSource;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.Script;
import dev.pathway.beam.engine.spi.Source;
import dev.pathway.beam.engine.spi.StreamSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

final class LoggedTransformTest {
  @AfterEach
  void forget() {
    MDC.clear();
  }

  /** A script, which is nobody's code. */
  private record NothingHappens() implements Script {
    @Override
    public long start() {
      return 0;
    }

    @Override
    public List<Event> events() {
      return List.of();
    }
  }

  static Stream<Arguments> sources() {
    StreamSource unbounded = (job, workers) -> List.of();
    return Stream.of(
        Arguments.of(new NumberSource(1, 1), "read, step"),
        Arguments.of(unbounded, "read, step"),
        Arguments.of(new NothingHappens(), "step"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void stage_ofASource_namesTheOnesThatRunUserCode(Source source, String names) {
    StepNode step =
        new StepNode(
            "2", "step", List.of("rows"), "rows", List.of(), List.of(), RowFn.map(v -> v), "Step");
    StageSpec stage =
        new StageSpec(
            "stage",
            new SourceNode("1", "read", "rows", source),
            List.of(step),
            new PlainRows(),
            Map.of(),
            Map.of(),
            false);

    new LoggedTransform(stage).stage();

    assertThat(MDC.get("transform")).isEqualTo(names);
  }
}
