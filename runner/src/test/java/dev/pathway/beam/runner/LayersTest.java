// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the runner below the programs that use it, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.runner", importOptions = LayersTest.NoTests.class)
final class LayersTest {
  /** Leaves tests out, wherever the build puts them. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule nothingFromAbove =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.pathway.beam.examples..", "dev.pathway.beam.benchmarks..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.runner.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
