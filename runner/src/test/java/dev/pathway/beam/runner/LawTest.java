// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.law.Law;
import dev.pathway.beam.runner.law.Seeds;
import dev.pathway.beam.runner.law.Sweep;
import dev.pathway.beam.runner.law.model.Operator;
import dev.pathway.beam.runner.law.model.Step;
import dev.pathway.beam.runner.law.model.Story;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines over random histories of their sources obey the law of incremental jobs ({@link
 * Law}). {@code -Dlaw.direct=0..500} checks those seeds beside DirectRunner, {@code
 * -Dlaw.range=500..20500} these beside what their stories say, which is much faster; both go on
 * where they were stopped, and add seeds that failed to {@code
 * src/test/resources/regressions/law.txt}.
 */
final class LawTest {
  private static final long ON_DIRECT_RUNNER = 50;
  private static final long EVALUATED = 60;

  @Test
  void stories_ofFewSeeds_haveEveryOperator() {
    Set<Operator> seen = EnumSet.noneOf(Operator.class);
    LongStream.range(0, ON_DIRECT_RUNNER + EVALUATED)
        .mapToObj(Story::of)
        .map(Story::steps)
        .flatMap(List::stream)
        .map(Step::operator)
        .forEach(seen::add);

    assertThat(seen).containsExactlyInAnyOrder(Operator.values());
  }

  static LongStream onDirectRunner() throws IOException {
    return Seeds.LAW.andUpTo(ON_DIRECT_RUNNER);
  }

  @ParameterizedTest
  @MethodSource("onDirectRunner")
  void run_story_asOnDirectRunner(long seed) {
    Law.check(Story.of(seed), true);
  }

  static LongStream evaluated() {
    return LongStream.range(ON_DIRECT_RUNNER, ON_DIRECT_RUNNER + EVALUATED);
  }

  @ParameterizedTest
  @MethodSource("evaluated")
  void run_story_asEvaluated(long seed) {
    Law.check(Story.of(seed), false);
  }

  @Test
  @EnabledIfSystemProperty(named = "law.direct", matches = ".+")
  void run_storiesOfARange_asOnDirectRunner() throws IOException {
    assertThat(Sweep.run(System.getProperty("law.direct"), true)).isZero();
  }

  @Test
  @EnabledIfSystemProperty(named = "law.range", matches = ".+")
  void run_storiesOfARange_asEvaluated() throws IOException {
    assertThat(Sweep.run(System.getProperty("law.range"), false)).isZero();
  }
}
