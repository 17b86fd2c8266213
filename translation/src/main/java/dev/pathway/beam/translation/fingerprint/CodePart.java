// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import org.jspecify.annotations.Nullable;

/**
 * A class, or one of its methods: a lambda or static method is not changed by what else its class
 * says.
 *
 * @param owner the class's name, with slashes
 * @param method the method's name and descriptor, null for the whole class
 */
record CodePart(String owner, @Nullable String method) {
  private static final String INITIALIZER = "<clinit>()V";

  static CodePart ofClass(String owner) {
    return new CodePart(owner, null);
  }

  static CodePart ofMethod(String owner, String name, String descriptor) {
    return new CodePart(owner, name + descriptor);
  }

  /** Returns the static initialiser of a class, which need not have one. */
  static CodePart initializer(String owner) {
    return new CodePart(owner, INITIALIZER);
  }

  boolean isInitializer() {
    return INITIALIZER.equals(method);
  }
}
