// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.util.ReleaseInfo;

/** Writes docs/capabilities.md: what of Beam's suite passes here, and what other runners run. */
final class Capabilities {
  /** The row of all tests. */
  static final String WHOLE_SUITE = "the whole suite";

  private static final String NONE = "–";
  private static final String BEAM = ReleaseInfo.getReleaseInfo().getVersion();

  private final StringBuilder out = new StringBuilder();
  private final Suite suite = Suite.discover();
  private final List<RunnerExclusions> runners = OfficialExclusions.read();
  private final Suite runnable = suite.runnable();
  private final Map<Mode, Suite> ours = new EnumMap<>(Mode.class);
  private final Map<Mode, PassedTests> passed;

  private Capabilities(Map<Mode, PassedTests> passed) {
    this.passed = passed;
    for (Mode mode : Mode.values()) {
      ours.put(mode, mode.of(runnable));
    }
  }

  /** Returns the document, with what has passed in each mode. */
  static String document(Map<Mode, PassedTests> passed) {
    Capabilities capabilities = new Capabilities(passed);
    capabilities.introduction();
    capabilities.overview();
    capabilities.categories();
    capabilities.leftOut();
    capabilities.sources();
    return capabilities.out.toString();
  }

  private void introduction() {
    out.append(
        """
        # Capabilities

        What of Beam %s's ValidatesRunner suite passes on PathwayRunner, and what the builds of Beam's other runners
        select of it. Written by

        ```console
        $ validates-runner/all-modes --capabilities
        ```

        which runs the suite in all modes, or what is left of it to run, and reads the reports. Do not edit.

        The suite has %d tests. Beam ignores %d of them, which run nowhere and are counted nowhere below but in what is left out.

        """
            .formatted(BEAM, suite.size(), suite.size() - runnable.size()));
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private void overview() {
    out.append("## Runners\n\n| runner | leaves out | selects | passes |\n|---|--:|--:|--:|\n");
    ours.forEach(
        (mode, selected) ->
            row(
                "**" + (mode == Mode.DEFAULT ? "" : "PathwayRunner ") + mode.title() + "**",
                left(selected),
                selected.size(),
                get(passed, mode).all()));
    for (RunnerExclusions runner : runners) {
      Suite selected = runnable.where(runner::selects);
      row(runner.runner(), left(selected), selected.size(), "not measured");
    }
    out.append(
        """

        For the others this says what their builds try, by the lists [below](#sources). With `--streaming`, bounded
        pipelines run as streams; with `--incremental`, pipelines run as three epochs of one job: on half of their input, on
        another, and on their own, of which the last is judged.

        """);
  }

  private int left(Suite selected) {
    return runnable.size() - selected.size();
  }

  private void categories() {
    out.append("## Categories\n\n");
    out.append(
        """
        Beam's categories say what a test uses; a test can have several. Of PathwayRunner: passed/selected. Of the others:
        selected. – is none.

        """);
    out.append("| category | tests |");
    ours.keySet().forEach(mode -> out.append(' ').append(mode.title()).append(" |"));
    runners.forEach(runner -> out.append(' ').append(runner.runner()).append(" |"));
    out.append("\n|---|--:|").append("--:|".repeat(ours.size() + runners.size())).append('\n');
    category(WHOLE_SUITE, runnable, tests -> tests, PassedTests::all);
    Set<String> names = new TreeSet<>(runnable.categories());
    for (String name : names) {
      category(
          "`" + name + "`",
          runnable.of(name),
          tests -> tests.of(name),
          tests -> tests.byCategory().getOrDefault(name, 0));
    }
    out.append('\n');
  }

  private void category(
      String name, Suite all, UnaryOperator<Suite> part, ToIntFunction<PassedTests> count) {
    out.append("| ").append(name).append(" | ").append(all.size());
    ours.forEach(
        (mode, suite) -> {
          int selected = part.apply(suite).size();
          int ofThem = count.applyAsInt(get(passed, mode));
          out.append(" | ").append(selected == 0 ? NONE : ofThem + "/" + selected);
        });
    for (RunnerExclusions runner : runners) {
      int size = all.where(runner::selects).size();
      out.append(" | ").append(size == 0 ? NONE : Integer.toString(size));
    }
    out.append(" |\n");
  }

  private void leftOut() {
    out.append(
        "## What PathwayRunner leaves out\n\n| category or test | tests | why |\n|---|--:|---|\n");
    Mode.DEFAULT.leftOut().forEach(this::entry);
    for (SuiteMember test : suite.where(SuiteMember::isIgnored).members()) {
      String name = simpleName(test.className()) + "." + test.method();
      row("`" + name + "`", 1, "Beam ignores it: " + test.ignored());
    }
    out.append(
        "\nWith `--incremental` beside:\n\n| category or test | tests | why |\n|---|--:|---|\n");
    Mode.INCREMENTAL.leftOut().stream()
        .filter(entry -> !Mode.DEFAULT.leftOut().contains(entry))
        .forEach(this::entry);
    out.append('\n');
  }

  private void entry(UnsupportedList.Entry entry) {
    Suite tests = runnable.where(test -> entry.leavesOut(test.descriptor()));
    row("`" + entry.what() + "`", tests.size(), entry.reason());
  }

  private static PassedTests get(Map<Mode, PassedTests> passed, Mode mode) {
    return passed.getOrDefault(mode, PassedTests.NONE);
  }

  private void sources() {
    out.append("## Sources\n\n");
    out.append(
        """
        What the other runners leave out is taken from the build files of Beam's repository, or of a fork that held the
        version nearest to %1$s that could be read, into
        [official-exclusions.txt](../validates-runner/src/test/resources/official-exclusions.txt). Beam %1$s itself has
        vendored gRPC 1.69.0. Samza's list is the oldest: it does not leave out `UsesExternalService`, though no such
        service is started.

        """
            .formatted(BEAM));
    out.append(
        "| runner | build file | task | read from | tells its age |\n|---|---|---|---|---|\n");
    for (RunnerExclusions runner : runners) {
      row(
          runner.runner(),
          runner.file(),
          "`" + runner.task() + "`",
          "`" + runner.version() + "`",
          runner.age());
    }
  }

  private void row(Object... cells) {
    for (Object cell : cells) {
      out.append("| ").append(cell).append(' ');
    }
    out.append("|\n");
  }
}
