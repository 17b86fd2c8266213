// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.testing.LargeKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the classes that every build runs in further modes to what they are for. */
final class ModeClassesTest {
  private static Suite suite(Mode mode) {
    Suite all = mode.of(Suite.discover().runnable());
    return mode == Mode.INCREMENTAL
        // For what it costs: 100 MB for each key.
        ? all.where(test -> test.categories().stream().noneMatch(ModeClassesTest::isOfLargeKeys))
        : all;
  }

  private static boolean isOfLargeKeys(String category) {
    return category.startsWith(LargeKeys.class.getName());
  }

  private static List<String> classes(Mode mode) throws IOException {
    return Files.readAllLines(Path.of(mode.name().toLowerCase(Locale.ROOT) + ".txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("^\\*\\*/|\\.class$", ""))
        .toList();
  }

  private static boolean isOf(SuiteMember test, String simpleClass) {
    return test.className().endsWith("." + simpleClass);
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "INCREMENTAL"})
  void classes_haveATestOfEachCategory(Mode mode) throws IOException {
    List<String> chosenClasses = classes(mode);
    Suite suite = suite(mode);
    Suite chosen =
        suite.where(
            test -> chosenClasses.stream().anyMatch(simpleClass -> isOf(test, simpleClass)));

    assertThat(chosen.categories()).isEqualTo(suite.categories());
  }

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "INCREMENTAL"})
  void classes_areAllOfTheSuite(Mode mode) throws IOException {
    Suite suite = suite(mode);
    assertThat(classes(mode))
        .allSatisfy(
            simpleClass ->
                assertThat(suite.members())
                    .as(simpleClass)
                    .anyMatch(test -> isOf(test, simpleClass)));
  }
}
