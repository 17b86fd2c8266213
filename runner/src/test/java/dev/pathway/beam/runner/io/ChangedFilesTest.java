// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.ChangeTexts;
import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Incremental pipelines read the files that changed, and no others. */
final class ChangedFilesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir private Path temporary;

  private Path file(String name, String text, FileTime time) throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(file, text, UTF_8);
    return Files.setLastModifiedTime(file, time);
  }

  private Pipeline incremental(String... more) {
    return Pipelines.create(
        Stream.concat(
                Stream.of("--incremental", "--stateDir=" + temporary.resolve("state")),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private List<String> changes(FileRead read, String... options) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = incremental(options);
    gather(read.apply(pipeline, temporary + "/*.*"), changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  private static void gather(PCollection<String> lines, Gathered<String> changes) {
    lines.apply(new ChangeTexts()).apply(changes);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "TEXT.*")
  void run_sizeAndTimeOfFileAreAsBefore_isNotOpened(FileRead read) throws IOException {
    file("1.txt", "a\nb\n", LONG_AGO);
    file("2.txt", "c\n", LONG_AGO);
    assertThat(changes(read)).containsExactly("+a", "+b", "+c");
    file("1.txt", "x\ny\n", LONG_AGO);
    file("3.txt", "d\n", LONG_AGO);

    assertThat(changes(read)).containsExactly("+d");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "TEXT.*")
  void run_fileWithOtherTime_takesBackWhatItHeld(FileRead read) throws IOException {
    file("1.txt", "a\nb\n", LONG_AGO);
    file("2.txt", "c\n", LONG_AGO);
    changes(read);
    file("1.txt", "x\nb\n", FileTime.fromMillis(LONG_AGO.toMillis() + 1));

    assertThat(changes(read)).containsExactly("+x", "-a");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "TEXT.*")
  void run_byContent_fileOfSameSizeAndTimeIsRead(FileRead read) throws IOException {
    file("1.txt", "a\nb\n", LONG_AGO);
    file("2.txt", "c\n", LONG_AGO);
    assertThat(changes(read, "--changeDetection=CONTENT")).containsExactly("+a", "+b", "+c");
    file("1.txt", "x\nb\n", LONG_AGO);

    assertThat(changes(read, "--changeDetection=CONTENT")).containsExactly("+x", "-a");
    assertThat(changes(read, "--changeDetection=CONTENT")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "TEXT.*")
  void run_fileWasChangedJustBeforeItWasRead_isReadAgain(FileRead read) throws IOException {
    // As if the file system told the time in hours.
    FileTime soon = FileTime.from(Instant.now().plusSeconds(3600));
    file("1.txt", "a\nb\n", soon);
    changes(read);
    file("1.txt", "x\nb\n", soon);

    assertThat(changes(read)).containsExactly("+x", "-a");
  }

  @ParameterizedTest
  @EnumSource
  void run_fileIsGone_isTakenBack(FileRead read) throws IOException {
    read.write(temporary.resolve("1.txt"), List.of("a", "b", "a"));
    Path second = temporary.resolve("2.txt");
    read.write(second, List.of("b", "c"));
    assertThat(changes(read)).containsExactly("+a", "+a", "+b", "+b", "+c");
    Files.delete(second);

    assertThat(changes(read)).containsExactly("-b", "-c");
    read.write(second, List.of("b", "d"));
    assertThat(changes(read)).containsExactly("+b", "+d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none-*.txt", "none.txt"})
  void run_nothingMatches_failsAsFromScratch(String name) throws IOException {
    String pattern = temporary.resolve(name).toString();
    Path file = temporary.resolve("none.txt");
    Path matching = name.contains("*") ? temporary.resolve("none-1.txt") : file;
    Files.writeString(matching, "a\n", UTF_8);
    Gathered<String> changes = new Gathered<>();
    runRead(pattern, EmptyMatchTreatment.DISALLOW, changes);
    assertThat(changes.elements()).containsExactly("+a");
    Files.delete(matching);

    assertThatThrownBy(() -> runRead(pattern, EmptyMatchTreatment.DISALLOW, new Gathered<>()))
        .hasMessageContaining("No files matched spec: " + pattern);
    assertThatThrownBy(
            () -> {
              Pipeline scratch = Pipelines.create();
              scratch.apply("Read", TextIO.read().from(pattern));
              scratch.run();
            })
        .hasMessageContaining("No files matched spec: " + pattern);
    Gathered<String> allowed = new Gathered<>();
    runRead(pattern, EmptyMatchTreatment.ALLOW, allowed);
    assertThat(allowed.elements()).containsExactly("-a");
  }

  private void runRead(String pattern, EmptyMatchTreatment none, Gathered<String> changes) {
    Pipeline pipeline = incremental();
    gather(
        pipeline.apply("Read", TextIO.read().from(pattern).withEmptyMatchTreatment(none)), changes);
    pipeline.run();
  }

  @Test
  void run_fileOfSeveralRanges_isReadAgainAsAWhole() throws IOException {
    // Two ranges of 16 MB and a part of a third.
    String line = "x".repeat(999_999) + "\n";
    file("large.txt", "first\n" + line.repeat(34) + "last\n", LONG_AGO);
    assertThat(lengths()).containsExactly("+4: 1", "+5: 1", "+999999: 34");
    assertThat(lengths()).isEmpty();
    Files.writeString(
        temporary.resolve("large.txt"), "first\n" + line.repeat(33) + "last\n", UTF_8);

    assertThat(lengths()).containsExactly("+999999: 33", "-999999: 34");
  }

  private List<String> lengths() {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = incremental();
    gather(
        pipeline
            .apply(TextIO.read().from(temporary + "/large.txt"))
            .apply(MapElements.into(TypeDescriptors.integers()).via(String::length))
            .apply(Count.perElement())
            .apply(
                MapElements.into(TypeDescriptors.strings())
                    .via(count -> count.getKey() + ": " + count.getValue())),
        changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }
}
