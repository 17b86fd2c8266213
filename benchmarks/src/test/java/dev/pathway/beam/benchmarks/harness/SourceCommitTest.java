// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceCommitTest {

  @TempDir private Path directory;

  @Test
  void of_directoryWithoutRepository_isUnknown() throws InterruptedException {
    assertThat(SourceCommit.of(directory.resolve("none"))).isEqualTo("unknown");
  }
}
