// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps Hazelcast out of the translation, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.translation", importOptions = LayersTest.NoTests.class)
final class LayersTest {
  /** Leaves tests out, wherever the build puts them. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule noHazelcast =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.hazelcast..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nothingFromAbove =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.pathway.beam.connectors..",
              "dev.pathway.beam.runner..",
              "dev.pathway.beam.examples..",
              "dev.pathway.beam.benchmarks..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.translation.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
