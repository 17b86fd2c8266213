// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the build of another runner of Beam's leaves out of the suite.
 *
 * @param runner the runner, with its mode if it has several
 * @param task the task of its build that runs the suite
 * @param file the build file
 * @param version the repository and the commit that the file was read from
 * @param age what in the file tells how old it is
 * @param scansRunnersCore whether the task looks for tests in runners-core-java too
 * @param categories simple names of the categories left out, and all that extend them
 * @param tests classes, or Class.method, in org.apache.beam.sdk; * stands for anything
 */
record RunnerExclusions(
    String runner,
    String task,
    String file,
    String version,
    String age,
    boolean scansRunnersCore,
    List<String> categories,
    List<String> tests) {
  private static final String SDK_PACKAGE = "org.apache.beam.sdk.";
  private static final String RUNNERS_CORE_PACKAGE = "org.apache.beam.runners.core.";

  RunnerExclusions {
    categories = List.copyOf(categories);
    tests = List.copyOf(tests);
  }

  /** Whether the runner runs a test. */
  boolean selects(SuiteMember test) {
    return (scansRunnersCore || !test.className().startsWith(RUNNERS_CORE_PACKAGE))
        && categories.stream()
            .map(category -> Suite.CATEGORY_PACKAGE + category)
            .noneMatch(test.categories()::contains)
        && tests.stream().map(RunnerExclusions::matcher).noneMatch(matches -> matches.test(test));
  }

  private static Predicate<SuiteMember> matcher(String pattern) {
    Pattern regex =
        Pattern.compile(
            Stream.of((SDK_PACKAGE + pattern).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    return test ->
        regex.matcher(test.className()).matches()
            || regex.matcher(test.className() + "." + test.method()).matches();
  }
}
