// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many tests passed.
 *
 * @param all of the whole suite
 * @param byCategory of each category, by its simple name
 */
record PassedTests(int all, Map<String, Integer> byCategory) {
  /** No test. */
  static final PassedTests NONE = new PassedTests(0, Map.of());

  PassedTests {
    byCategory = Map.copyOf(byCategory);
  }

  /** Counts tests given as Class#method. */
  static PassedTests count(Suite suite, Set<String> passed) {
    Map<String, Integer> byCategory = new TreeMap<>();
    suite
        .categories()
        .forEach(category -> byCategory.put(category, count(passed, suite.of(category))));
    return new PassedTests(count(passed, suite), byCategory);
  }

  private static int count(Set<String> passed, Suite suite) {
    return (int) suite.members().stream().filter(test -> passed.contains(test.name())).count();
  }

  /**
   * Reads what {@link Capabilities} has written.
   *
   * @param column of the table, the category's being 0
   */
  static PassedTests parse(String document, int column) {
    Pattern row =
        Pattern.compile(
            "^\\| `?([\\w$ ]+?)`? \\|(?:[^|]*\\|){" + (column - 1) + "} (\\d+)/\\d+ \\|");
    int all = 0;
    Map<String, Integer> byCategory = new TreeMap<>();
    for (String line : document.lines().toList()) {
      Matcher matcher = row.matcher(line);
      if (matcher.find()) {
        int passed = Integer.parseInt(matcher.group(2));
        if (matcher.group(1).equals(Capabilities.WHOLE_SUITE)) {
          all = passed;
        } else {
          byCategory.put(matcher.group(1), passed);
        }
      }
    }
    return new PassedTests(all, byCategory);
  }
}
