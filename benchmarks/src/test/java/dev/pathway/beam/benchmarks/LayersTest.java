// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Keeps the benchmarks on public Beam, a measured JVM off the libraries of the harness, and the
 * packages free of cycles.
 */
@AnalyzeClasses(packages = "dev.pathway.beam.benchmarks", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  @ArchTest
  static final ArchRule noHazelcast =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("com.hazelcast..");

  @ArchTest
  static final ArchRule measuredJvmWithoutHarness =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.pathway.beam.benchmarks.job..", "dev.pathway.beam.benchmarks.workload..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "picocli..");

  @ArchTest
  static final ArchRule noRunner =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.pathway.beam.state..",
              "dev.pathway.beam.engine..",
              "dev.pathway.beam.translation..",
              "dev.pathway.beam.connectors..",
              "dev.pathway.beam.runner..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.pathway.beam.benchmarks.(**)").should().beFreeOfCycles();
}
