// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StateCommandsTest {
  @TempDir private Path folder;

  private Path state() {
    return folder.resolve("state");
  }

  private void runPipeline(String... words) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=PathwayRunner", "--incremental", "--stateDir=" + state())
                .create());
    pipeline
        .apply(Create.of(List.of(words)).withCoder(StringUtf8Coder.of()))
        .apply("Words", Distinct.create())
        .apply(TextIO.write().to(folder.resolve("out/words").toString()).withNumShards(1));
    pipeline.run();
  }

  private String state(String command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StateCommands(new PrintStream(out, true, UTF_8))
        .run(new String[] {command, state().toString()});
    return out.toString(UTF_8);
  }

  private List<String> words() throws IOException {
    return Files.readAllLines(folder.resolve("out/words-00000-of-00001"));
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(state().resolve("trace"))) {
      return files.filter(file -> file.getFileName().toString().matches("trace-[0-9]+")).toList();
    }
  }

  private long segmentBytes() throws IOException {
    return segments().stream().mapToLong(file -> file.toFile().length()).sum();
  }

  private Path largestSegment() throws IOException {
    try (Stream<Path> files = Files.list(state().resolve("trace"))) {
      return files
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private enum Damage {
    CHANGED {
      @Override
      void apply(Path file) throws IOException {
        damage(file);
      }
    },
    CUT {
      @Override
      void apply(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
          bytes.setLength(bytes.length() / 2);
        }
      }
    },
    DELETED {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void apply(Path file) throws IOException;
  }

  private static void damage(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() / 2);
      int there = bytes.read();
      bytes.seek(bytes.length() / 2);
      bytes.write(there ^ 1);
    }
  }

  @Test
  void show_afterTwoRuns_whatEachTransformKeeps() throws Exception {
    runPipeline("a", "b", "a");
    runPipeline("a", "b", "c");

    assertThat(state("show").lines())
        .first()
        .asString()
        .matches("'" + state() + "': epoch 2, [0-9,]+ bytes");
    assertThat(state("show").lines().skip(2))
        .anyMatch(line -> line.matches(" *3 +[0-9]+  .*Words.*, since epoch 1"));
  }

  @ParameterizedTest
  @EnumSource
  void showAndVerify_damagedFile_itsNameAndWhatToDo(Damage damage) throws Exception {
    runPipeline("a", "b");
    assertThat(state("verify")).endsWith("all as it was written\n");
    Path damaged = largestSegment();
    damage.apply(damaged);

    assertDamaged("show", damaged);
    assertDamaged("verify", damaged);
  }

  private void assertDamaged(String command, Path damaged) {
    assertThatThrownBy(() -> state(command))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(damaged.toString())
        .hasMessageContaining("state reset");
  }

  @Test
  void compact_manyRuns_noMoreOnDiskAndTheNextRunGoesOn() throws Exception {
    for (int i = 0; i < 6; i++) {
      runPipeline("a" + i, "b" + i);
    }

    assertThat(compactedBytes())
        .satisfies(bytes -> assertThat(bytes[0]).isLessThanOrEqualTo(bytes[1]));
    assertThat(state("verify")).contains("epoch 6");
    runPipeline("z");
    assertThat(words()).containsExactly("z");
  }

  @Test
  void compact_largeSegmentAndRetractionsOfIt_oneSmallerSegment() throws Exception {
    String[] words = IntStream.range(0, 20_000).mapToObj(i -> "word " + i).toArray(String[]::new);
    String[] fewer = Arrays.copyOf(words, words.length * 9 / 10);
    runPipeline(words);
    runPipeline(fewer);
    // Too large for a commit to write it anew, and so much larger that no merge is due.
    assertThat(segments()).hasSizeGreaterThan(1);
    long before = segmentBytes();

    long[] bytes = compactedBytes();

    assertThat(bytes[1]).isEqualTo(before);
    assertThat(bytes[0]).isLessThan(before).isEqualTo(segmentBytes());
    assertThat(segments()).hasSize(1);
    runPipeline(fewer);
    assertThat(words()).containsExactlyInAnyOrder(fewer);
  }

  /** Compacts; returns the bytes it says are there after, and were before. */
  private long[] compactedBytes() throws IOException {
    Matcher said =
        Pattern.compile("'.*': ([0-9,]+) bytes were ([0-9,]+) before\n").matcher(state("compact"));
    assertThat(said.matches()).isTrue();
    return new long[] {number(said.group(1)), number(said.group(2))};
  }

  private static long number(String grouped) {
    return Long.parseLong(grouped.replace(",", ""));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reset_alsoOfDamagedState_theNextRunBeginsAnew(boolean damaged) throws Exception {
    runPipeline("a", "b");
    if (damaged) {
      damage(state().resolve("trace/manifest"));
      assertThatThrownBy(() -> state("show")).hasMessageContaining("manifest");
    }

    assertThat(state("reset")).contains("is forgotten");
    assertThat(state()).doesNotExist();
    assertThat(words()).containsExactlyInAnyOrder("a", "b");
    runPipeline("c");
    assertThat(state("show")).contains("epoch 1,");
    assertThat(words()).containsExactly("c");
  }

  @Test
  void reset_whatACrashHasLeft_isDeletedAndTheUsersOwnIsNot() throws Exception {
    runPipeline("a");
    Files.createDirectories(state().resolve("audit/trace"));
    Files.createDirectories(state().resolve("audit/files"));
    Files.writeString(state().resolve("audit/trace/trace-1"), "half");
    Files.writeString(state().resolve("report.json.tmp"), "half");
    Path own = Files.writeString(state().resolve("notes.txt"), "the user's");

    state("reset");

    assertThat(state()).isDirectoryNotContaining(file -> !file.equals(own));
    assertThat(own).exists();
  }

  @Test
  void reset_usersFilesBetweenItsOwn_areLeftAndNamed() throws Exception {
    runPipeline("a");
    List<Path> users = new ArrayList<>();
    for (String place : List.of("trace", "files", "audit", "audit/trace", "trace/copies")) {
      Files.createDirectories(state().resolve(place));
      users.add(Files.writeString(state().resolve(place).resolve("trace-1.bak"), "the user's"));
    }

    String said = state("reset");

    assertThat(users).allSatisfy(file -> assertThat(said).contains(file.toString()));
    try (Stream<Path> left = Files.walk(state())) {
      assertThat(left.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(users);
    }
    runPipeline("b");
    assertThat(state("show")).contains("epoch 1,");
    assertThat(words()).containsExactly("b");
  }

  @Test
  void show_jobRuns_isShownAndSaidSo() throws Exception {
    runPipeline("a", "b");
    String before = state("show");

    String meanwhile;
    try (TraceStore job =
        TraceStore.open(
            state().resolve("trace"),
            new MemoryBudget(0),
            () -> {
              throw new AssertionError("nothing is added");
            })) {
      meanwhile = state("show");
      assertThat(job.verify()).isEmpty();
    }

    assertThat(before).doesNotContain("A job is using it");
    assertThat(meanwhile.lines()).element(1).asString().startsWith("A job is using it");
    assertThat(meanwhile.replaceFirst("\nA job is using it.*", "")).isEqualTo(before);
    assertThat(state("show")).isEqualTo(before);
  }

  @Test
  void show_writesNothing() throws Exception {
    runPipeline("a", "b");
    Files.delete(state().resolve("trace/.lock"));
    Files.writeString(state().resolve("trace/trace-99"), "of an epoch that was not committed");
    Map<Path, FileTime> before = times();

    assertThat(state("show")).contains("epoch 1,");

    assertThat(times()).isEqualTo(before);
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> all = Files.walk(state())) {
      for (Path each : all.toList()) {
        times.put(each, Files.getLastModifiedTime(each));
      }
    }
    return times;
  }

  @Test
  void reset_stateInUse_refusedAndLeft() throws Exception {
    runPipeline("a");
    try (TraceStore job =
        TraceStore.open(
            state().resolve("trace"),
            new MemoryBudget(0),
            () -> {
              throw new AssertionError("nothing is added");
            })) {
      assertThatThrownBy(() -> state("reset")).hasMessageContaining("in use");
      assertThat(job.verify()).isEmpty();
    }
    runPipeline("b");
    assertThat(words()).containsExactly("b");
  }

  @Test
  void run_noStateDirectoryOrNoSuchCommand_refused() {
    assertThatThrownBy(() -> state("show"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no state directory");
    assertThatThrownBy(() -> state("erase"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("erase");
    assertThat(state()).doesNotExist();
  }
}
