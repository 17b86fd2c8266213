// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the state module free of Beam and Hazelcast, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.state", importOptions = DoNotIncludeTests.class)
final class LayersTest {
  @ArchTest
  static final ArchRule noBeam =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noHazelcast =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.hazelcast..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.pathway.beam.state.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
