// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.util.ReleaseInfo;

/** Writes docs/capabilities.md: what of Beam's suite passes here, and what other runners run. */
final class Capabilities {
  /** The row of all tests. */
  static final String WHOLE_SUITE = "the whole suite";

  /** The column of what passes in the default mode. */
  static final int BATCH_COLUMN = 2;

  /** The column of what passes with streaming options. */
  static final int STREAMING_COLUMN = 3;

  private static final String NONE = "–";
  private static final String BEAM = ReleaseInfo.getReleaseInfo().getVersion();

  private final StringBuilder out = new StringBuilder();
  private final Suite suite = Suite.discover();
  private final UnsupportedList unsupported = UnsupportedList.read();
  private final List<RunnerExclusions> runners = OfficialExclusions.read();
  private final Suite runnable = suite.runnable();
  private final Suite ours = runnable.where(test -> unsupported.entry(test.descriptor()).isEmpty());

  private Capabilities() {}

  /** Returns the document. */
  static String document(PassedTests batch, PassedTests streaming) {
    Capabilities capabilities = new Capabilities();
    capabilities.introduction();
    capabilities.overview(batch, streaming);
    capabilities.categories(batch, streaming);
    capabilities.leftOut();
    capabilities.sources();
    return capabilities.out.toString();
  }

  /** Returns the tests that are run here. */
  static Suite ours() {
    return new Capabilities().ours;
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

        which runs the suite in both modes, or what is left of it to run, and reads the reports. Do not edit.

        The suite has %d tests. Beam ignores %d of them, which run nowhere and are counted nowhere below but in what is left out.

        """
            .formatted(BEAM, suite.size(), suite.size() - runnable.size()));
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private void overview(PassedTests batch, PassedTests streaming) {
    out.append("## Runners\n\n| runner | leaves out | selects | passes |\n|---|--:|--:|--:|\n");
    row("**PathwayRunner**", left(ours), ours.size(), batch.all());
    row("**PathwayRunner `--streaming`**", left(ours), ours.size(), streaming.all());
    for (RunnerExclusions runner : runners) {
      Suite selected = runnable.where(runner::selects);
      row(runner.runner(), left(selected), selected.size(), "not measured");
    }
    out.append(
        """

        For the others this says what their builds try, by the lists [below](#sources). With `--streaming`, bounded
        pipelines run as streams.

        """);
  }

  private int left(Suite selected) {
    return runnable.size() - selected.size();
  }

  private void categories(PassedTests batch, PassedTests streaming) {
    out.append("## Categories\n\n");
    out.append(
        """
        Beam's categories say what a test uses; a test can have several. Of PathwayRunner: passed/selected. Of the others:
        selected. – is none.

        """);
    out.append("| category | tests | PathwayRunner | `--streaming` |");
    runners.forEach(runner -> out.append(' ').append(runner.runner()).append(" |"));
    out.append("\n|---|--:|--:|--:|").append("--:|".repeat(runners.size())).append('\n');
    category(WHOLE_SUITE, runnable, ours, batch.all(), streaming.all());
    Set<String> names = new TreeSet<>(runnable.categories());
    for (String name : names) {
      category(
          "`" + name + "`",
          runnable.of(name),
          ours.of(name),
          batch.byCategory().getOrDefault(name, 0),
          streaming.byCategory().getOrDefault(name, 0));
    }
    out.append('\n');
  }

  private void category(String name, Suite all, Suite selected, int batch, int streaming) {
    out.append("| ").append(name).append(" | ").append(all.size());
    for (int passed : List.of(batch, streaming)) {
      out.append(" | ").append(selected.size() == 0 ? NONE : passed + "/" + selected.size());
    }
    for (RunnerExclusions runner : runners) {
      int size = all.where(runner::selects).size();
      out.append(" | ").append(size == 0 ? NONE : Integer.toString(size));
    }
    out.append(" |\n");
  }

  private void leftOut() {
    out.append(
        "## What PathwayRunner leaves out\n\n| category or test | tests | why |\n|---|--:|---|\n");
    for (UnsupportedList.Entry entry : unsupported.entries()) {
      Suite tests = runnable.where(test -> entry.leavesOut(test.descriptor()));
      row("`" + entry.what() + "`", tests.size(), entry.reason());
    }
    for (SuiteMember test : suite.where(SuiteMember::isIgnored).members()) {
      String name = simpleName(test.className()) + "." + test.method();
      row("`" + name + "`", 1, "Beam ignores it: " + test.ignored());
    }
    out.append('\n');
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
