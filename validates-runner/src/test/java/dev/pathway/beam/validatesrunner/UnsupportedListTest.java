// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.DEFAULT_DISCOVERY_LISTENER_CONFIGURATION_PROPERTY_NAME;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.runners.core.metrics.MetricsPusherTest;
import org.apache.beam.sdk.testing.ValidatesRunner;
import org.apache.beam.sdk.transforms.ParDoTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.vintage.engine.VintageTestEngine;

/** Compares the list of what is left out with the tests that there are. */
final class UnsupportedListTest {
  /** Distinct tests of the suite in Beam 2.70. */
  private static final int TESTS = 413;

  /**
   * The tests of the suite by name: some are found twice, in a class and in the class around it.
   */
  private static final Map<String, TestDescriptor> SUITE = new TreeMap<>();

  @BeforeAll
  static void findSuite() throws URISyntaxException {
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
    all.getDescendants().stream()
        .filter(test -> test.isTest() && isOfSuite(test))
        .forEach(test -> SUITE.put(UnsupportedList.name(test).orElseThrow(), test));
  }

  private static Path jarOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static boolean isOfSuite(TestDescriptor test) {
    return test.getTags().stream()
        .anyMatch(tag -> tag.getName().equals(ValidatesRunner.class.getName()));
  }

  @Test
  void suite_isComplete() {
    assertThat(SUITE).hasSize(TESTS);
  }

  @Test
  void list_everyEntry_leavesOutATest() {
    assertThat(UnsupportedList.read().entries())
        .allSatisfy(
            entry -> assertThat(SUITE.values()).as(entry.what()).anyMatch(entry::leavesOut));
  }

  @Test
  void list_noEntry_isThereTwice() {
    assertThat(UnsupportedList.read().entries())
        .extracting(UnsupportedList.Entry::what)
        .doesNotHaveDuplicates();
  }

  @Test
  void list_leavesOutNoMoreThanItSays() {
    UnsupportedList list = UnsupportedList.read();
    Map<String, Long> leftOut =
        SUITE.values().stream()
            .flatMap(test -> list.entry(test).stream())
            .collect(
                Collectors.groupingBy(
                    UnsupportedList.Entry::what, TreeMap::new, Collectors.counting()));
    System.out.println("Left out of " + TESTS + ": " + leftOut);
    assertThat(leftOut.values().stream().mapToLong(Long::longValue).sum()).isLessThan(TESTS);
  }
}
