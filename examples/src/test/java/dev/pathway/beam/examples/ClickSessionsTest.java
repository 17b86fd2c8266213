// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClickSessionsTest {
  @TempDir Path folder;

  @Test
  void visits_gapBetweenClicks_splitsAVisit() {
    PCollection<String> visits =
        visits(
            "ann,2024-05-01T12:00:00Z,/home",
            "ann,2024-05-01T12:31:00Z,/home",
            "bob,2024-05-01T12:15:00Z,/home");

    PAssert.that(visits)
        .containsInAnyOrder(
            "ann,2024-05-01T12:00:00.000Z,2024-05-01T12:00:00.000Z,1,1,/home",
            "ann,2024-05-01T12:31:00.000Z,2024-05-01T12:31:00.000Z,1,1,/home",
            "bob,2024-05-01T12:15:00.000Z,2024-05-01T12:15:00.000Z,1,1,/home");
    visits.getPipeline().run();
  }

  @Test
  void visits_clickInBetween_mergesVisits() {
    PCollection<String> visits =
        visits(
            "ann,2024-05-01T12:00:00Z,/home",
            "ann,2024-05-01T12:40:00Z,/cart",
            "",
            "ann,2024-05-01T12:20:00Z,/cart");

    PAssert.that(visits)
        .containsInAnyOrder("ann,2024-05-01T12:00:00.000Z,2024-05-01T12:40:00.000Z,3,2,/cart");
    visits.getPipeline().run();
  }

  @Test
  void visits_severalTopPages_namesTheFirstByName() {
    PCollection<String> visits =
        visits("ann,2024-05-01T12:00:00Z,/b", "ann,2024-05-01T12:01:00Z,/a");

    PAssert.that(visits)
        .containsInAnyOrder("ann,2024-05-01T12:00:00.000Z,2024-05-01T12:01:00.000Z,2,2,/a");
    visits.getPipeline().run();
  }

  @Test
  void visits_badTime_failsNamingTheLine() {
    PCollection<String> visits = visits("ann,yesterday,/home");

    assertThatThrownBy(() -> visits.getPipeline().run())
        .hasMessageContaining("Not a time: 'yesterday' in the line 'ann,yesterday,/home'");
  }

  @Test
  void main_noInput_countsAllMadeUpClicks() throws Exception {
    Path visits = folder.resolve("visits");

    ClickSessions.main(
        new String[] {
          "--runner=TestPathwayRunner", "--clicks=1000", "--users=7", "--output=" + visits
        });

    List<String> lines = TextFiles.lines(visits);
    assertThat(lines).hasSizeBetween(7, 1000);
    assertThat(lines.stream().mapToLong(line -> Long.parseLong(line.split(",", -1)[3])).sum())
        .isEqualTo(1000);
  }

  @Test
  void main_noGap_namesTheOption() {
    assertThatThrownBy(
            () ->
                ClickSessions.main(
                    new String[] {"--runner=TestPathwayRunner", "--output=x", "--gapMinutes=0"}))
        .hasMessage("--gapMinutes must be at least 1: 0");
  }

  private static PCollection<String> visits(String... clicks) {
    TestPipeline pipeline = Pipelines.create();
    return pipeline
        .apply(Create.of(List.of(clicks)))
        .apply(new ClickSessions.Visits(Duration.standardMinutes(30)));
  }
}
