// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the runner below the programs that use it, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.runner", importOptions = DoNotIncludeTests.class)
final class LayersTest {
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
