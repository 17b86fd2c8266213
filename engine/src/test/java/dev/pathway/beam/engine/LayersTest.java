// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps Beam out of the engine, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.engine", importOptions = LayersTest.MainClasses.class)
final class LayersTest {
  @ArchTest
  static final ArchRule noBeam =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nothingFromAbove =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.pathway.beam.translation..",
              "dev.pathway.beam.connectors..",
              "dev.pathway.beam.runner..",
              "dev.pathway.beam.examples..",
              "dev.pathway.beam.benchmarks..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.engine.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  /** Knows the folder of tests in every kind of build, unlike ArchUnit's own option. */
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }
}
