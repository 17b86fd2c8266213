// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentSlice;
import dev.pathway.beam.state.segment.SegmentWriter;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
  @TempDir Path base;
  private SpillDirectory directory;
  private Runs runs;

  @BeforeEach
  void open() throws IOException {
    directory = SpillDirectory.open(base);
    runs = new Runs(() -> directory, "test", RunsTest::concatenate);
  }

  @AfterEach
  void close() throws IOException {
    runs.close();
    assertThat(files()).isZero();
    directory.close();
  }

  @Test
  void open_nothingWritten_isEmpty() throws IOException {
    assertThat(runs.isEmpty()).isTrue();
    assertThat(runs.open()).isEmpty();
  }

  @Test
  void add_manyRuns_keepsFewFilesAndTheOrder() throws IOException {
    String expected = addRuns(500);

    assertThat(files()).isEqualTo(500 / 64 + 500 % 64);
    assertThat(read(runs.open())).containsExactly("key=" + expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 15, 16, 63, 64, 100})
  void open_anyNumberOfRuns_opensNoMoreThanCanBeMerged(int count) throws IOException {
    runs = new Runs(() -> directory, "test", RunsTest::concatenate, 4);
    String expected = addRuns(count);

    List<Segment> open = runs.open();

    assertThat(open).hasSizeLessThanOrEqualTo(4);
    assertThat(files()).isEqualTo(open.size());
    assertThat(read(open)).containsExactly("key=" + expected);
  }

  @Test
  void open_differentKeys_areMergedInOrder() throws IOException {
    runs.add(
        out -> {
          append(out, "a", "1");
          append(out, "c", "2");
        });
    runs.add(
        out -> {
          append(out, "a", "3");
          append(out, "b", "4");
        });
    runs.add(out -> append(out, "", "5"));

    assertThat(read(runs.open())).containsExactly("=5", "a=13", "b=4", "c=2");
  }

  @Test
  void add_contentsFail_leavesNoFile() {
    assertThatThrownBy(
            () ->
                runs.add(
                    out -> {
                      append(out, "a", "1");
                      throw new IOException("No more");
                    }))
        .hasMessage("No more");

    assertThat(runs.isEmpty()).isTrue();
    assertThat(files()).isZero();
  }

  private String addRuns(int count) throws IOException {
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String part = i + ",";
      runs.add(out -> append(out, "key", part));
      parts.append(part);
    }
    return parts.toString();
  }

  private long files() {
    try (Stream<Path> files = Files.list(directory.path())) {
      return files.filter(file -> file.getFileName().toString().startsWith("test")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void append(SegmentWriter out, String key, String payload) throws IOException {
    byte[] keyBytes = key.getBytes(UTF_8);
    byte[] payloadBytes = payload.getBytes(UTF_8);
    out.append(keyBytes, 0, keyBytes.length, payloadBytes.length);
    out.write(payloadBytes, 0, payloadBytes.length);
  }

  private static void concatenate(List<Segment> runs, SegmentWriter to) throws IOException {
    RunMerger from = new RunMerger(runs);
    while (from.next()) {
      append(to, key(from), payload(from));
    }
  }

  private static List<String> read(List<Segment> segments) throws IOException {
    RunMerger merger = new RunMerger(segments);
    List<String> lines = new ArrayList<>();
    while (merger.next()) {
      lines.add(key(merger) + "=" + payload(merger));
    }
    return lines;
  }

  private static String key(RunMerger merger) {
    return new String(merger.runKey(), 0, merger.runKeyLength(), UTF_8);
  }

  private static String payload(RunMerger merger) throws IOException {
    StringBuilder payload = new StringBuilder();
    for (SegmentSlice part : merger.parts()) {
      payload.append(new String(part.open().readAllBytes(), UTF_8));
    }
    return payload.toString();
  }
}
