// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One way to run a workload: a runner with its options, or the plain loop.
 *
 * @param name name used on the command line and in results
 * @param description one line that says what it is
 * @param classpath name of its class path, see {@link Classpaths}
 * @param mainClass main class of its JVM
 * @param jvmOptions JVM options it needs, beyond those all share
 * @param arguments arguments of its main class
 */
public record Contestant(
    String name,
    String description,
    String classpath,
    String mainClass,
    List<String> jvmOptions,
    List<String> arguments) {

  /** Checks that nothing is missing and copies the lists. */
  public Contestant {
    requireNonNull(name, "name");
    requireNonNull(description, "description");
    requireNonNull(classpath, "classpath");
    requireNonNull(mainClass, "mainClass");
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }
}
