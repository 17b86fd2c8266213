// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The code of a job at which a configuration begins, in the order in which it mentions it. */
final class Roots {
  private final JobClasses classes;
  private final Set<CodePart> parts = new LinkedHashSet<>();

  Roots(JobClasses classes) {
    this.classes = classes;
  }

  void add(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    classes.addLoader(element.getClassLoader());
    add(CodePart.ofClass(element.getName().replace('.', '/')));
  }

  void add(CodePart part) {
    if (classes.contains(part.owner())) {
      parts.add(part);
    }
  }

  /** Returns a class of one of the job's loaders, or null if they know none of the name. */
  @Nullable Class<?> load(String name) {
    return classes.load(name);
  }

  Set<CodePart> parts() {
    return parts;
  }
}
