// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static dev.pathway.beam.benchmarks.harness.RunRecords.failed;
import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HarnessTest {

  private static final RunKey FIRST = key("direct", JobKind.FULL, 1);
  private static final RunKey OTHER = key("plain", JobKind.FULL, 1);
  private static final RunKey SECOND = key("direct", JobKind.FULL, 2);
  private static final List<RunKey> SCHEDULE = List.of(FIRST, OTHER, SECOND);
  private static final long TIME_LIMIT = RunRecords.SETTINGS.timeLimitSeconds();

  @TempDir private Path directory;
  private final List<RunKey> ran = new ArrayList<>();
  private final StringWriter console = new StringWriter();
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("runs.jsonl");
  }

  @Test
  void run_emptyLog_runsAllInOrder() throws Exception {
    run(TIME_LIMIT, HarnessTest::success);

    assertThat(ran).isEqualTo(SCHEDULE);
    assertThat(RunLog.open(file).records()).extracting(RunRecord::key).isEqualTo(SCHEDULE);
    assertThat(console.toString()).contains("[3/3]", "wall 0.01 s");
  }

  @Test
  void run_resumed_skipsWhatSucceeded() throws Exception {
    RunLog.open(file).append(succeeded(OTHER, 10));

    run(TIME_LIMIT, HarnessTest::success);

    assertThat(ran).containsExactly(FIRST, SECOND);
  }

  @Test
  void run_resumedAfterFailure_runsItAgain() throws Exception {
    RunLog.open(file).append(failed(FIRST, Outcome.FAILED));

    run(TIME_LIMIT, HarnessTest::success);

    assertThat(ran).isEqualTo(SCHEDULE);
  }

  @Test
  void run_failure_isNotRepeated() throws Exception {
    run(TIME_LIMIT, key -> key.equals(FIRST) ? failed(key, Outcome.FAILED) : succeeded(key, 10));

    assertThat(ran).containsExactly(FIRST, OTHER);
    assertThat(console.toString()).contains("FAILED, it FAILED");
  }

  @Test
  void run_resumedAfterTimeout_doesNotRepeatIt() throws Exception {
    RunLog.open(file).append(failed(FIRST, Outcome.TIMED_OUT));

    run(TIME_LIMIT, HarnessTest::success);

    assertThat(ran).containsExactly(OTHER);
  }

  @Test
  void run_resumedAfterTimeoutWithMoreTime_runsItAgain() throws Exception {
    RunLog.open(file).append(failed(FIRST, Outcome.TIMED_OUT));

    run(TIME_LIMIT + 1, HarnessTest::success);

    assertThat(ran).isEqualTo(SCHEDULE);
  }

  private void run(long timeLimitSeconds, Harness.Jobs jobs)
      throws IOException, InterruptedException {
    Harness.Jobs recorded =
        key -> {
          ran.add(key);
          return jobs.run(key);
        };
    new Harness(recorded, timeLimitSeconds, RunLog.open(file), new PrintWriter(console))
        .run(SCHEDULE);
  }

  private static RunRecord success(RunKey key) {
    return succeeded(key, 10);
  }
}
