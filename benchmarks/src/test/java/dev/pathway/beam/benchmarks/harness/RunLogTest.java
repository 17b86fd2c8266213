// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static dev.pathway.beam.benchmarks.harness.RunRecords.failed;
import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {

  private static final RunRecord FIRST = succeeded(key("plain", JobKind.FULL, 1), 10);
  private static final RunRecord SECOND = failed(key("plain", JobKind.FULL, 2), Outcome.FAILED);

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("results").resolve("runs.jsonl");
  }

  @Test
  void open_appendedRecords_givesThemBack() throws IOException {
    append(FIRST, SECOND);

    assertThat(RunLog.open(file).records()).containsExactly(FIRST, SECOND);
  }

  @Test
  void open_lastLineCutShort_dropsItAndGoesOn() throws IOException {
    append(FIRST);
    Files.writeString(file, "{\"key\":{\"work", StandardOpenOption.APPEND);

    RunLog.open(file).append(SECOND);

    assertThat(RunLog.open(file).records()).containsExactly(FIRST, SECOND);
  }

  @Test
  void open_brokenLine_failsWithTheLine() throws IOException {
    append(FIRST);
    Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> RunLog.open(file)).hasMessageContaining("nonsense");
  }

  @Test
  void open_runTwice_lastRecordCounts() throws IOException {
    RunRecord again = succeeded(SECOND.key(), 30);
    append(FIRST, SECOND, again);

    RunLog log = RunLog.open(file);

    assertThat(log.records()).containsExactly(FIRST, again);
    assertThat(log.find(SECOND.key())).contains(again);
  }

  @Test
  void create_existingFile_startsEmptyAndKeepsIt() throws IOException {
    append(FIRST);

    RunLog log = RunLog.create(file);
    log.append(SECOND);

    assertThat(RunLog.open(file).records()).containsExactly(SECOND);
    assertThat(file.getParent()).isDirectoryContaining("glob:**Z-runs.jsonl");
  }

  @Test
  void requireComparable_otherHeap_fails() throws IOException {
    append(FIRST);
    RunLog log = RunLog.open(file);
    RunSettings longer = new RunSettings("4g", 2, 1_000, List.of());
    RunSettings smaller = new RunSettings("2g", 2, 60, List.of());

    log.requireComparable(longer);
    assertThatThrownBy(() -> log.requireComparable(smaller))
        .hasMessageContaining("4g")
        .hasMessageContaining("2g")
        .hasMessageContaining("--results");
  }

  private void append(RunRecord... records) throws IOException {
    RunLog log = RunLog.open(file);
    for (RunRecord record : records) {
      log.append(record);
    }
  }
}
