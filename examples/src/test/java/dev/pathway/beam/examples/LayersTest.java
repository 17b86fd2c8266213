// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the examples on public Beam and the runner, and their packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.examples", importOptions = LayersTest.NoTests.class)
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
  static final ArchRule onlyTheRunner =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.pathway.beam.state..",
              "dev.pathway.beam.engine..",
              "dev.pathway.beam.translation..",
              "dev.pathway.beam.connectors..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.examples.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
