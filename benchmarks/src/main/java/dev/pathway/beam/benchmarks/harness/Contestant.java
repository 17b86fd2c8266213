// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.benchmarks.workload.Discipline;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One way to run a workload: a runner with its options, or the plain loop.
 *
 * @param name name used on the command line and in results
 * @param description one line that says what it is
 * @param classpath name of its class path, see {@link Classpaths}
 * @param mainClass main class of its JVM
 * @param jvmOptions JVM options it needs, beyond those all share
 * @param disciplines what it takes part in
 * @param arguments arguments of its main class
 */
public record Contestant(
    String name,
    String description,
    String classpath,
    String mainClass,
    Set<Discipline> disciplines,
    List<String> jvmOptions,
    List<String> arguments) {

  /** Checks that nothing is missing and copies the collections. */
  public Contestant {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(classpath, "classpath");
    requireNonNull(mainClass, "mainClass");
    disciplines = Collections.unmodifiableSet(EnumSet.copyOf(disciplines));
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }
}
