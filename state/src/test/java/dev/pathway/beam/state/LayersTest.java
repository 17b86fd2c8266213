// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the module on the JDK alone, and its packages free of cycles. */
@AnalyzeClasses(packages = "dev.pathway.beam.state", importOptions = LayersTest.MainClasses.class)
class LayersTest {

  /** Leaves out the classes of tests, wherever the build folder is. */
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.pathway.beam.state.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule jdkOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.pathway.beam.state..",
              "java..",
              "com.sun.management",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule codecAtTheBottom =
      classes()
          .that()
          .resideInAPackage("..state.codec")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..state.codec", "java..", "org.jspecify.annotations");
}
