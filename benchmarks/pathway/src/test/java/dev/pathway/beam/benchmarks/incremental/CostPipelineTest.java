// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CostPipelineTest {
  // The Direct runner takes milliseconds for each id that is joined.
  private static final int ROWS_IN_FILE = 100;
  private static final int ROWS_OF_ACCOUNT = 10;

  @TempDir private Path folder;

  @Test
  void build_inputAndItsChange_writesWhatIsExpected() throws Exception {
    CostData data = CostData.write(folder.resolve("input"), 4, ROWS_IN_FILE, ROWS_OF_ACCOUNT);

    run(data, folder.resolve("before"));
    long before = data.expectedChecksum();
    data.change(0);
    run(data, folder.resolve("after"));

    assertThat(CostData.checksum(folder.resolve("before"))).isEqualTo(before);
    assertThat(CostData.checksum(folder.resolve("after")))
        .isEqualTo(data.expectedChecksum())
        .isNotEqualTo(before);
  }

  private static void run(CostData data, Path output) throws Exception {
    Files.createDirectories(output);
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    CostPipeline.build(pipeline, data.orders(), data.accounts(), output, 2);
    pipeline.run().waitUntilFinish();
  }
}
