// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the classes that every build runs with streaming options to what they are for. */
final class StreamingClassesTest {
  private static final Path FILE = Path.of("streaming.txt");

  private final Suite suite = Capabilities.ours();

  private static List<String> classes() throws IOException {
    return Files.readAllLines(FILE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("^\\*\\*/|\\.class$", ""))
        .toList();
  }

  private static boolean isOf(SuiteMember test, String simpleClass) {
    return test.className().endsWith("." + simpleClass);
  }

  @Test
  void classes_haveATestOfEachCategory() throws IOException {
    List<String> classes = classes();
    Suite chosen =
        suite.where(test -> classes.stream().anyMatch(simpleClass -> isOf(test, simpleClass)));

    assertThat(chosen.categories()).isEqualTo(suite.categories());
  }

  @Test
  void classes_areAllOfTheSuite() throws IOException {
    assertThat(classes())
        .allSatisfy(
            simpleClass ->
                assertThat(suite.members())
                    .as(simpleClass)
                    .anyMatch(test -> isOf(test, simpleClass)));
  }
}
