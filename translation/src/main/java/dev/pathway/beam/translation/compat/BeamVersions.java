// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the Beam on the class path is one that this runner can work with. The one it was built
 * with is, and so are its patch releases. With another one, every class, method and field of Beam
 * that the runner uses is looked for: if something is missing the runner refuses to work, and else
 * it warns.
 */
public final class BeamVersions {
  private static final AtomicBoolean ACCEPTED = new AtomicBoolean();
  private static final Logger LOG = LoggerFactory.getLogger(BeamVersions.class);
  private static final int MOST_NAMED = 5;
  private static final String RUNNERS_CORE_PROPERTIES =
      "/META-INF/maven/org.apache.beam/beam-runners-core-java/pom.properties";

  /**
   * A part of Beam on the class path.
   *
   * @param artifact its Maven artifact
   * @param version its version
   * @param place the jar or folder it was loaded from
   */
  record Found(String artifact, String version, String place) {
    @Override
    public String toString() {
      return artifact + " " + version + " in " + place;
    }
  }

  private BeamVersions() {}

  /**
   * Checks the Beam on the class path, unless that was done and nothing was missing.
   *
   * @param modules a class of each module that was compiled against Beam
   * @throws IllegalStateException if something is missing that the modules need
   */
  public static void check(List<Class<?>> modules) {
    if (ACCEPTED.get()) {
      return;
    }
    String builtWith = builtWith();
    List<Found> found = found();
    if (!found.stream().allMatch(each -> minor(each.version).equals(minor(builtWith)))) {
      judge(builtWith, found, missing(modules, found));
    }
    ACCEPTED.set(true);
  }

  private static List<String> missing(List<Class<?>> modules, List<Found> found) {
    Linkage linkage = new Linkage(BeamVersions.class.getClassLoader());
    try {
      for (Class<?> module : modules) {
        linkage.check(module, "dev/pathway/beam");
      }
      if (found.stream().map(Found::version).distinct().count() > 1) {
        linkage.check(DoFnRunner.class, "org/apache/beam/runners/core");
      }
    } catch (IOException e) {
      LOG.warn("Cannot read all classes that use Beam, to check that it has what they need", e);
    }
    return linkage.missing();
  }

  /** Refuses or warns of versions other than the one built with. */
  static void judge(String builtWith, List<Found> found, List<String> missing) {
    String versions = found.stream().map(each -> "\n  - " + each).collect(Collectors.joining());
    if (missing.isEmpty()) {
      LOG.warn(
          "PathwayRunner was built and tested with Beam {}, and runs with another version:{}",
          builtWith,
          versions);
      return;
    }
    throw new IllegalStateException(
        "PathwayRunner needs Beam "
            + builtWith
            + ", and the class path holds another version:"
            + versions
            + "\nIt lacks"
            + missing.stream()
                .limit(MOST_NAMED)
                .map(each -> "\n  - " + each)
                .collect(Collectors.joining())
            + (missing.size() > MOST_NAMED
                ? "\n  - and " + (missing.size() - MOST_NAMED) + " more"
                : "")
            + "\nSet all artifacts of org.apache.beam to version "
            + builtWith
            + ", or take a PathwayRunner that was built with yours.");
  }

  /** Returns the version that this module was compiled with. */
  static String builtWith() {
    String version = version(BeamVersions.class, "built-with.properties");
    if (version == null) {
      throw new IllegalStateException("the runner's jar lacks built-with.properties");
    }
    return version;
  }

  /** Returns the parts of Beam on the class path whose version is known. */
  static List<Found> found() {
    List<Found> found = new ArrayList<>();
    found.add(
        new Found(
            "beam-sdks-java-core",
            ReleaseInfo.getReleaseInfo().getVersion(),
            String.valueOf(Linkage.place(Pipeline.class))));
    String runnersCore = version(DoFnRunner.class, RUNNERS_CORE_PROPERTIES);
    if (runnersCore != null) {
      found.add(
          new Found(
              "beam-runners-core-java",
              runnersCore,
              String.valueOf(Linkage.place(DoFnRunner.class))));
    }
    return found;
  }

  private static @Nullable String version(Class<?> from, String resource) {
    Properties properties = new Properties();
    try (InputStream in = from.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      LOG.debug("Cannot read {}", resource, e);
    }
    return properties.getProperty("version");
  }

  /** Returns a version up to its second part: 2.70 of 2.70.1. */
  private static String minor(String version) {
    int second = version.indexOf('.', version.indexOf('.') + 1);
    return second < 0 ? version : version.substring(0, second);
  }
}
