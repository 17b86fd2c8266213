// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps Hazelcast out of the connectors, and their packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.connectors", importOptions = DoNotIncludeTests.class)
final class LayersTest {
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
              "dev.pathway.beam.runner..",
              "dev.pathway.beam.examples..",
              "dev.pathway.beam.benchmarks..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.connectors.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
