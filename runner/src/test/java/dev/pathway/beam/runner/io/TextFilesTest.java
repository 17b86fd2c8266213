// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TextIO with real files. */
final class TextFilesTest {
  @TempDir private Path folder;

  private static List<String> lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> "line " + i + " \u00fc\ud83d\ude00").toList();
  }

  private List<String> read(TextIO.Read read) {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    pipeline.apply(read).apply(gathered);
    pipeline.run();
    return gathered.elements();
  }

  private void write(List<String> lines, TextIO.Write write) {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(lines).withCoder(StringUtf8Coder.of())).apply(write);
    pipeline.run();
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"UNCOMPRESSED", "GZIP", "BZIP2", "DEFLATE"})
  void writeAndRead_anyCompression_roundTrips(Compression compression) {
    List<String> lines = lines(5_000);

    write(lines, TextIO.write().to(path("out")).withSuffix(".txt").withCompression(compression));

    assertThat(Written.files(folder)).isNotEmpty().hasSizeLessThanOrEqualTo(2);
    assertThat(sorted(read(TextIO.read().from(path("out*")).withCompression(compression))))
        .isEqualTo(sorted(lines));
    assertThat(sorted(read(TextIO.read().from(path("out*"))))).isEqualTo(sorted(lines));
  }

  @Test
  void write_withNumShards_makesSoMany() {
    List<String> lines = lines(1_000);

    write(lines, TextIO.write().to(path("out")).withNumShards(7));

    assertThat(Written.files(folder))
        .hasSize(7)
        .allMatch(file -> file.getFileName().toString().endsWith("-of-00007"));
    assertThat(Written.lines(folder)).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void write_withNumShardsAndFewLines_makesEmptyFilesToo() {
    write(List.of("one"), TextIO.write().to(path("out")).withNumShards(4));

    assertThat(Written.files(folder)).hasSize(4);
    assertThat(Written.lines(folder)).containsExactly("one");
  }

  @Test
  void write_withoutSharding_makesOneFileOfThatName() throws IOException {
    write(List.of("one", "two"), TextIO.write().to(path("out.txt")).withoutSharding());

    assertThat(Written.files(folder)).containsExactly(folder.resolve("out.txt"));
    assertThat(Files.readAllLines(folder.resolve("out.txt")))
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void write_headerAndFooter_areInEveryFile() throws IOException {
    write(
        lines(100),
        TextIO.write().to(path("out")).withNumShards(3).withHeader("head").withFooter("foot"));

    assertThat(Written.files(folder)).hasSize(3);
    for (Path file : Written.files(folder)) {
      assertThat(Files.readAllLines(file)).startsWith("head").endsWith("foot");
    }
    assertThat(Written.lines(folder)).hasSize(100 + 2 * 3);
  }

  @Test
  void write_nothing_makesOneEmptyFile() {
    write(List.of(), TextIO.write().to(path("out")));

    assertThat(Written.files(folder)).hasSize(1);
    assertThat(Written.lines(folder)).isEmpty();
  }

  @Test
  void write_nothingAndSkipIfEmpty_makesNoFile() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.empty(StringUtf8Coder.of()))
        .apply(TextIO.write().to(path("out")).withOutputFilenames().skipIfEmpty());
    pipeline.run();

    assertThat(Written.files(folder)).isEmpty();
  }

  @Test
  void write_folderThatIsNotThere_isMade() {
    write(List.of("one"), TextIO.write().to(path("a/b/out")));

    assertThat(Written.lines(folder.resolve("a/b"))).containsExactly("one");
  }

  @Test
  void write_byWindow_makesFilesForEach() {
    Pipeline pipeline = Pipelines.create();
    List<String> lines = lines(20);
    PCollection<String> windowed =
        pipeline
            .apply(Create.of(lines))
            .apply(
                WithTimestamps.of(
                    line -> Instant.ofEpochMilli(Long.parseLong(line.split(" ", -1)[1]) * 1000)))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(10))));
    windowed.apply(TextIO.write().to(path("out")).withWindowedWrites().withNumShards(2));
    pipeline.run();

    List<String> names =
        Written.files(folder).stream().map(file -> file.getFileName().toString()).toList();
    assertThat(names)
        .anyMatch(name -> name.contains("1970-01-01T00:00:00.000Z-1970-01-01T00:00:10.000Z"))
        .anyMatch(name -> name.contains("1970-01-01T00:00:10.000Z-1970-01-01T00:00:20.000Z"))
        .hasSizeLessThanOrEqualTo(4);
    assertThat(Written.lines(folder)).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void write_byWindowWithoutShards_makesFilesForEach() {
    Pipeline pipeline = Pipelines.create();
    List<String> lines = lines(20);
    pipeline
        .apply(Create.of(lines))
        .apply(
            WithTimestamps.of(
                line -> Instant.ofEpochMilli(Long.parseLong(line.split(" ", -1)[1]) * 1000)))
        .apply(Window.into(FixedWindows.of(Duration.standardSeconds(10))))
        .apply(TextIO.write().to(path("out")).withWindowedWrites());
    pipeline.run();

    assertThat(Written.files(folder)).hasSizeBetween(2, 4);
    assertThat(Written.lines(folder)).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Test
  void write_withOutputFilenames_emitsThemOnceTheyAreThere() {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> names = new Gathered<>();
    pipeline
        .apply(Create.of(lines(10)))
        .apply(TextIO.write().to(path("out")).withNumShards(3).withOutputFilenames())
        .getPerDestinationOutputFilenames()
        .apply(Values.create())
        .apply(names);
    pipeline.run();

    assertThat(names.elements())
        .containsExactlyInAnyOrderElementsOf(
            Written.files(folder).stream().map(Path::toString).toList());
  }

  @Test
  void read_globOverFolders_readsAllThatMatch() throws IOException {
    Files.createDirectories(folder.resolve("a/x"));
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("a/1.txt"), "a1\n");
    Files.writeString(folder.resolve("a/x/2.txt"), "a2\n");
    Files.writeString(folder.resolve("b/3.txt"), "b3");
    Files.writeString(folder.resolve("b/4.csv"), "b4\n");

    assertThat(read(TextIO.read().from(path("*/?.txt")))).containsExactlyInAnyOrder("a1", "b3");
    assertThat(read(TextIO.read().from(path("**.txt"))))
        .containsExactlyInAnyOrder("a1", "a2", "b3");
    assertThat(read(TextIO.read().from(path("b/[34].*")))).containsExactlyInAnyOrder("b3", "b4");
  }

  @Test
  void read_emptyFilesAndOddEnds_readsEveryLineOnce() throws IOException {
    Files.writeString(folder.resolve("1.txt"), "");
    Files.writeString(folder.resolve("2.txt"), "\n\n");
    Files.writeString(folder.resolve("3.txt"), "crlf\r\nlast");

    assertThat(read(TextIO.read().from(path("*.txt"))))
        .containsExactlyInAnyOrder("", "", "crlf", "last");
  }

  @Test
  void read_fileMuchLargerThanASplit_readsEveryLineOnce() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      lines.add(i + "x".repeat(i % 37));
    }
    Files.write(folder.resolve("large.txt"), lines);

    assertThat(sorted(read(TextIO.read().from(path("large.txt"))))).isEqualTo(sorted(lines));
  }

  @Test
  void read_thousandsOfSmallFiles_readsEveryLineOnce() throws IOException {
    List<String> lines = lines(3_000);
    for (int i = 0; i < lines.size(); i++) {
      Files.writeString(folder.resolve("f" + i), lines.get(i));
    }

    assertThat(sorted(read(TextIO.read().from(path("f*"))))).isEqualTo(sorted(lines));
    assertThat(sorted(read(TextIO.read().from(path("f*")).withHintMatchesManyFiles())))
        .isEqualTo(sorted(lines));
  }

  @Test
  void read_missingFile_failsAndNamesIt() {
    assertThatThrownBy(() -> read(TextIO.read().from(path("missing*"))))
        .hasRootCauseInstanceOf(FileNotFoundException.class)
        .hasStackTraceContaining("missing*");
  }

  @Test
  void read_missingFileAllowed_readsNothing() {
    assertThat(
            read(
                TextIO.read()
                    .from(path("missing*"))
                    .withEmptyMatchTreatment(EmptyMatchTreatment.ALLOW)))
        .isEmpty();
  }

  @Test
  void read_skippingHeaders_leavesThemOutOfEachFile() throws IOException {
    Files.writeString(folder.resolve("1.txt"), "head\na\n");
    Files.writeString(folder.resolve("2.txt"), "head\nb\n");

    assertThat(read(TextIO.read().from(path("*.txt")).withSkipHeaderLines(1)))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void read_ownDelimiter_splitsThere() throws IOException {
    Files.writeString(folder.resolve("1.txt"), "a||b\nc||d");

    assertThat(read(TextIO.read().from(path("1.txt")).withDelimiter(new byte[] {'|', '|'})))
        .containsExactlyInAnyOrder("a", "b\nc", "d");
  }
}
