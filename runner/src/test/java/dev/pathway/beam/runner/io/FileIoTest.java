// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FileIO with real files. */
final class FileIoTest {
  @TempDir private Path folder;

  private static final List<String> WORDS =
      IntStream.range(0, 90).mapToObj(i -> "abc".charAt(i % 3) + "-" + i).toList();

  static final class ContentFn extends DoFn<FileIO.ReadableFile, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element FileIO.ReadableFile file, OutputReceiver<String> out)
        throws IOException {
      out.output(
          file.getMetadata().resourceId().getFilename() + "=" + file.readFullyAsUTF8String());
    }
  }

  @Test
  void matchAndReadMatches_readsWholeFiles() throws IOException {
    Files.writeString(folder.resolve("1.txt"), "one", UTF_8);
    Files.writeString(folder.resolve("2.txt"), "two", UTF_8);
    Files.writeString(folder.resolve("3.csv"), "three", UTF_8);
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(FileIO.match().filepattern(folder.resolve("*.txt").toString()))
        .apply(FileIO.readMatches())
        .apply(ParDo.of(new ContentFn()))
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("1.txt=one", "2.txt=two");
  }

  @Test
  void matchAllAndReadFiles_readsLinesOfPatternsFromACollection() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(folder.resolve("a/1.txt"), "one\ntwo\n", UTF_8);
    Files.writeString(folder.resolve("2.txt"), "three\n", UTF_8);
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(Create.of(folder.resolve("a/*").toString(), folder.resolve("2.*").toString()))
        .apply(FileIO.matchAll())
        .apply(FileIO.readMatches())
        .apply(TextIO.readFiles())
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void write_byRunnersChoice_makesAtMostAFileForEachWorker() {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> names = new Gathered<>();
    pipeline
        .apply(Create.of(WORDS))
        .apply(FileIO.<String>write().via(TextIO.sink()).to(folder.toString()).withSuffix(".txt"))
        .getPerDestinationOutputFilenames()
        .apply(Values.create())
        .apply(names);
    pipeline.run();

    assertThat(Written.files(folder)).hasSizeBetween(1, 2);
    assertThat(names.elements())
        .containsExactlyInAnyOrderElementsOf(
            Written.files(folder).stream().map(Path::toString).toList());
    assertThat(Written.lines(folder)).containsExactlyInAnyOrderElementsOf(WORDS);
  }

  @Test
  void write_compressedByWindowWithShards_roundTrips() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(WORDS))
        .apply(
            WithTimestamps.of(
                word -> Instant.ofEpochMilli(Long.parseLong(word.split("-", -1)[1]) * 1000)))
        .apply(Window.into(FixedWindows.of(Duration.standardSeconds(30))))
        .apply(
            FileIO.<String>write()
                .via(TextIO.sink())
                .to(folder.toString())
                .withCompression(Compression.GZIP)
                .withNumShards(2));
    pipeline.run();
    Pipeline reading = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    reading.apply(TextIO.read().from(folder + "/*.gz")).apply(gathered);
    reading.run();

    assertThat(Written.files(folder)).hasSize(6);
    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(WORDS);
  }

  @Test
  void write_nothing_makesNoFile() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.empty(StringUtf8Coder.of()))
        .apply(FileIO.<String>write().via(TextIO.sink()).to(folder.toString()));
    pipeline.run();

    // By window, which is what FileIO does unless told to ignore windows, there is no window to
    // write a file for.
    assertThat(Written.files(folder)).isEmpty();
  }

  @Test
  void writeDynamic_eachDestinationHasItsFiles() throws IOException {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(WORDS))
        .apply(
            FileIO.<String, String>writeDynamic()
                .by(word -> word.substring(0, 1))
                .withDestinationCoder(StringUtf8Coder.of())
                .via(TextIO.sink())
                .to(folder.toString())
                .withNaming(letter -> FileIO.Write.defaultNaming("letter-" + letter, ".txt"))
                .withNumShards(1));
    pipeline.run();

    assertThat(Written.files(folder)).hasSize(3);
    for (Path file : Written.files(folder)) {
      String letter =
          file.getFileName().toString().substring("letter-".length(), "letter-".length() + 1);
      assertThat(Files.readAllLines(file))
          .containsExactlyInAnyOrderElementsOf(
              WORDS.stream().filter(word -> word.startsWith(letter)).toList());
    }
  }

  @Test
  void writeDynamic_moreDestinationsThanOpenWriters_writesAll() {
    List<Integer> numbers = IntStream.range(0, 600).boxed().toList();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(numbers))
        .apply(
            FileIO.<Integer, Integer>writeDynamic()
                .by(number -> number % 60)
                .withDestinationCoder(VarIntCoder.of())
                .via(Contextful.fn(String::valueOf), TextIO.sink())
                .to(folder.toString())
                .withNaming(number -> FileIO.Write.defaultNaming("n" + number, ".txt")));
    pipeline.run();

    assertThat(Written.files(folder)).hasSizeGreaterThanOrEqualTo(60);
    assertThat(Written.lines(folder))
        .containsExactlyInAnyOrderElementsOf(numbers.stream().map(String::valueOf).toList());
  }

  @Test
  void readMatches_compressed_isDecompressed() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of("one"))
        .apply(
            TextIO.write()
                .to(folder.resolve("out").toString())
                .withCompression(Compression.GZIP)
                .withoutSharding());
    pipeline.run();
    Pipeline reading = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    reading
        .apply(FileIO.match().filepattern(folder + "/out*"))
        .apply(FileIO.readMatches().withCompression(Compression.GZIP))
        .apply(ParDo.of(new ContentFn()))
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(text -> text.substring(text.indexOf('=') + 1)))
        .apply(gathered);
    reading.run();

    assertThat(gathered.elements()).containsExactly("one\n");
  }
}
