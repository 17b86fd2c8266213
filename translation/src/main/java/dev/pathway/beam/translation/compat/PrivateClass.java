// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A class within one of Beam's that Beam gives no access to. */
final class PrivateClass {
  private final String name;
  private final @Nullable Class<?> found;

  /** Looks for a class. */
  PrivateClass(Class<?> owner, String simpleName) {
    name = owner.getName() + "$" + simpleName;
    found = find(name, owner.getClassLoader());
  }

  private static @Nullable Class<?> find(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Returns whether an object is of this class; none is of one that is not there. */
  boolean isInstance(Object object) {
    return found != null && found.isInstance(object);
  }

  /** Returns what to say about it if this version of Beam has no such class. */
  Optional<String> missing() {
    return found == null
        ? Optional.of("needs Beam's class " + name + ": this version of Beam is not supported")
        : Optional.empty();
  }
}
