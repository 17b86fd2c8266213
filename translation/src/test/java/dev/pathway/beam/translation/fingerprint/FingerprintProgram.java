// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

/** Prints the fingerprints of the job on its class path. */
final class FingerprintProgram {
  private FingerprintProgram() {}

  public static void main(String[] arguments) throws Exception {
    CompiledJob.fingerprints(FingerprintProgram.class.getClassLoader())
        .forEach((name, fingerprint) -> System.out.println(name + " " + fingerprint));
  }
}
