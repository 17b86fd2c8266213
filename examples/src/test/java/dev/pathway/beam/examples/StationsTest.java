// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StationsTest {
  @TempDir Path folder;

  @Test
  void main_readings_writesOneObjectForEachStation() throws Exception {
    Path input =
        Files.write(folder.resolve("readings"), List.of("Graz;1.5", "Linz;-3", "Graz;2.5"));

    run("--input=" + input);

    assertThat(TextFiles.lines(folder.resolve("stations")))
        .containsExactlyInAnyOrder(
            "{\"station\":\"Graz\",\"lowest\":1.5,\"highest\":2.5,\"mean\":2.0}",
            "{\"station\":\"Linz\",\"lowest\":-3.0,\"highest\":-3.0,\"mean\":-3.0}");
  }

  @Test
  void main_noInput_makesUpReadings() throws Exception {
    run("--readings=1000");

    assertThat(TextFiles.lines(folder.resolve("stations"))).hasSize(50);
  }

  @Test
  void summarise_badLine_failsNamingIt() {
    TestPipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of("Graz;warm")).apply(new Stations.Summarise());

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("Not a temperature in the line 'Graz;warm'");
  }

  private void run(String option) {
    Stations.main(
        new String[] {
          "--runner=TestPathwayRunner", option, "--output=" + folder.resolve("stations")
        });
  }
}
