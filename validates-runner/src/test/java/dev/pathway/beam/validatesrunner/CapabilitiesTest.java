// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/capabilities.md to the suite and the lists of what is left out. How many tests pass is
 * taken from the document itself, or, to write it, from the reports in the folders that the
 * properties name.
 */
final class CapabilitiesTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "capabilities.md");

  @Test
  void document_saysWhatTheListsSay() throws IOException {
    if (Boolean.getBoolean("capabilities.update")) {
      Files.writeString(
          DOCUMENT,
          Capabilities.document(
              reported("capabilities.default"), reported("capabilities.streaming")));
    }
    String document = Files.readString(DOCUMENT);

    assertThat(document)
        .as("rewrite it: validates-runner/all-modes --capabilities")
        .isEqualTo(
            Capabilities.document(
                PassedTests.parse(document, Capabilities.BATCH_COLUMN),
                PassedTests.parse(document, Capabilities.STREAMING_COLUMN)));
  }

  private static PassedTests reported(String property) {
    Path folder = Path.of(System.getProperty(property, ""));
    return PassedTests.count(Capabilities.ours(), SurefireReports.passed(folder));
  }
}
