// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      Files.writeString(DOCUMENT, Capabilities.document(byMode(CapabilitiesTest::reported)));
    }
    String document = Files.readString(DOCUMENT);

    assertThat(document)
        .as("rewrite it: validates-runner/all-modes --capabilities")
        .isEqualTo(
            Capabilities.document(byMode(mode -> PassedTests.parse(document, mode.column()))));
  }

  private static Map<Mode, PassedTests> byMode(Function<Mode, PassedTests> passed) {
    return Stream.of(Mode.values()).collect(Collectors.toMap(mode -> mode, passed));
  }

  private static PassedTests reported(Mode mode) {
    Path folder = Path.of(System.getProperty(mode.property(), ""));
    return PassedTests.count(mode.of(Suite.discover().runnable()), SurefireReports.passed(folder));
  }
}
