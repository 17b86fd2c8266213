// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.DEFAULT_DISCOVERY_LISTENER_CONFIGURATION_PROPERTY_NAME;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.beam.runners.core.metrics.MetricsPusherTest;
import org.apache.beam.sdk.testing.NeedsRunner;
import org.apache.beam.sdk.testing.ValidatesRunner;
import org.apache.beam.sdk.transforms.ParDoTest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.vintage.engine.VintageTestEngine;

/**
 * The tests of Beam's ValidatesRunner suite, each once, in the order of their names: JUnit finds
 * some of them twice, in a class and in the class around it.
 */
record Suite(List<SuiteMember> members) {
  /** The package of Beam's categories. */
  static final String CATEGORY_PACKAGE = "org.apache.beam.sdk.testing.";

  /** Categories that say nothing about what a test uses. */
  private static final Set<String> GENERAL =
      Set.of(ValidatesRunner.class.getName(), NeedsRunner.class.getName());

  Suite {
    members = List.copyOf(members);
  }

  /** Finds the tests in Beam's jars. */
  static Suite discover() {
    TestEngine engine = new VintageTestEngine();
    TestDescriptor all =
        engine.discover(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(
                    selectClasspathRoots(
                        Set.of(jarOf(ParDoTest.class), jarOf(MetricsPusherTest.class))))
                .filters(includeClassNamePatterns(".*Tests?", ".*Test\\$.*"))
                // Some classes beside the suite need what is not on the class path.
                .configurationParameter(
                    DEFAULT_DISCOVERY_LISTENER_CONFIGURATION_PROPERTY_NAME, "logging")
                .build(),
            UniqueId.forEngine(engine.getId()));
    Map<String, SuiteMember> members = new TreeMap<>();
    all.getDescendants().stream()
        .filter(test -> test.isTest() && isOfSuite(test))
        .map(SuiteMember::of)
        .forEach(member -> members.put(member.name(), member));
    return new Suite(List.copyOf(members.values()));
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The jar of " + type + " has no path", e);
    }
  }

  private static boolean isOfSuite(TestDescriptor test) {
    return test.getTags().stream()
        .anyMatch(tag -> tag.getName().equals(ValidatesRunner.class.getName()));
  }

  /** Returns the simple names of all categories that say what a test uses. */
  Set<String> categories() {
    Set<String> names = new TreeSet<>();
    for (SuiteMember member : members) {
      for (String category : member.categories()) {
        if (category.startsWith(CATEGORY_PACKAGE) && !GENERAL.contains(category)) {
          names.add(category.substring(CATEGORY_PACKAGE.length()));
        }
      }
    }
    return names;
  }

  /** Returns the tests of a category, given by its simple name. */
  Suite of(String category) {
    return where(member -> member.categories().contains(CATEGORY_PACKAGE + category));
  }

  /** Returns the tests that Beam does not ignore. */
  Suite runnable() {
    return where(test -> !test.isIgnored());
  }

  /** Returns the tests that a condition holds for. */
  Suite where(Predicate<SuiteMember> condition) {
    return new Suite(members.stream().filter(condition).toList());
  }

  int size() {
    return members.size();
  }
}
