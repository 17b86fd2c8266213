// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.testing.LargeKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the classes that every build runs in further modes to what they are for. */
final class ModeClassesTest {
  /** A mode of which every build runs some classes. */
  private enum Mode {
    STREAMING("streaming.txt") {
      @Override
      Suite suite() {
        return Capabilities.ours();
      }
    },
    INCREMENTAL("incremental.txt") {
      @Override
      Suite suite() {
        UnsupportedList leftOut = UnsupportedList.readIncremental();
        return Capabilities.ours()
            .where(test -> leftOut.entry(test.descriptor()).isEmpty())
            // For what it costs: 100 MB for each key.
            .where(test -> test.categories().stream().noneMatch(Mode::isOfLargeKeys));
      }
    };

    private final Path file;

    Mode(String file) {
      this.file = Path.of(file);
    }

    private static boolean isOfLargeKeys(String category) {
      return category.startsWith(LargeKeys.class.getName());
    }

    /** Returns all tests that can run in the mode. */
    abstract Suite suite();

    List<String> classes() throws IOException {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replaceAll("^\\*\\*/|\\.class$", ""))
          .toList();
    }
  }

  private static boolean isOf(SuiteMember test, String simpleClass) {
    return test.className().endsWith("." + simpleClass);
  }

  @ParameterizedTest
  @EnumSource
  void classes_haveATestOfEachCategory(Mode mode) throws IOException {
    List<String> classes = mode.classes();
    Suite chosen =
        mode.suite()
            .where(test -> classes.stream().anyMatch(simpleClass -> isOf(test, simpleClass)));

    assertThat(chosen.categories()).isEqualTo(mode.suite().categories());
  }

  @ParameterizedTest
  @EnumSource
  void classes_areAllOfTheSuite(Mode mode) throws IOException {
    Suite suite = mode.suite();
    assertThat(mode.classes())
        .allSatisfy(
            simpleClass ->
                assertThat(suite.members())
                    .as(simpleClass)
                    .anyMatch(test -> isOf(test, simpleClass)));
  }
}
