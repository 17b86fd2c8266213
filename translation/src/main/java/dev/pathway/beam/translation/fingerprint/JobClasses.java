// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The class files of a job: all that its loaders find but those of the JDK, Beam's SDK and what its
 * API is made of, Hazelcast and the runner. These are the same for all jobs of an installation, and
 * some hundreds of them can be reached from most functions.
 */
final class JobClasses {
  private static final List<String> OTHERS =
      List.of(
          "java/",
          "org/apache/beam/",
          "org/joda/time/",
          "org/slf4j/",
          "com/hazelcast/",
          "dev/pathway/beam/state/",
          "dev/pathway/beam/engine/",
          "dev/pathway/beam/translation/",
          "dev/pathway/beam/connectors/",
          "dev/pathway/beam/runner/");

  /** Programs in Beam's packages. */
  private static final String BEAM_EXAMPLES = "org/apache/beam/examples/";

  private static final String JDK_PROTOCOL = "jrt";

  private final Set<ClassLoader> loaders = new LinkedHashSet<>();
  private final Map<String, Boolean> known = new HashMap<>();

  JobClasses() {
    addLoader(Thread.currentThread().getContextClassLoader());
    addLoader(JobClasses.class.getClassLoader());
  }

  /** Has classes be found by another loader, too, if those before do not find them. */
  void addLoader(@Nullable ClassLoader loader) {
    if (loader != null && loaders.add(loader)) {
      known.values().removeIf(found -> !found);
    }
  }

  /** Returns the first loader if all others are ones that it asks itself, or else null. */
  @Nullable ClassLoader coveringLoader() {
    ClassLoader first = loaders.iterator().next();
    Set<ClassLoader> asked = new HashSet<>();
    for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
      asked.add(loader);
    }
    return asked.containsAll(loaders) ? first : null;
  }

  /** Returns whether a class, by its name with slashes, is the job's own. */
  boolean contains(String name) {
    return known.computeIfAbsent(name, this::isJobs);
  }

  private boolean isJobs(String name) {
    if (!name.startsWith(BEAM_EXAMPLES) && OTHERS.stream().anyMatch(name::startsWith)) {
      return false;
    }
    URL file = file(name);
    return file != null && !file.getProtocol().equals(JDK_PROTOCOL);
  }

  private @Nullable URL file(String name) {
    for (ClassLoader loader : loaders) {
      URL found = loader.getResource(name + ".class");
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Returns the class with a name, or null if no loader finds it. */
  @Nullable Class<?> load(String name) {
    for (ClassLoader loader : loaders) {
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        // The next one may.
      }
    }
    return null;
  }

  /** Returns the class file of a class that is contained. */
  byte[] read(String name) {
    URL file = file(name);
    if (file == null) {
      throw new IllegalStateException("the class file of " + name + " is gone");
    }
    try {
      URLConnection connection = file.openConnection();
      // A jar that is kept open in a cache would be read as it was, also if it was replaced.
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
