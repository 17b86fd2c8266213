// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was found out about the code of a class loader, which stays as it is: plans of one process
 * have much of it in common, and a library that is reached has thousands of methods.
 */
final class KnownCode {
  private static final Map<ClassLoader, KnownCode> BY_LOADER = new WeakHashMap<>();

  private final Map<List<CodePart>, String> digests = new ConcurrentHashMap<>();

  static synchronized KnownCode of(ClassLoader loader) {
    return BY_LOADER.computeIfAbsent(loader, key -> new KnownCode());
  }

  /** Returns the digest of all that can be reached from some code, in this order. */
  String digest(Collection<CodePart> roots, Function<List<CodePart>, String> compute) {
    List<CodePart> key = List.copyOf(roots);
    String known = digests.get(key);
    if (known == null) {
      known = compute.apply(key);
      digests.put(key, known);
    }
    return known;
  }
}
