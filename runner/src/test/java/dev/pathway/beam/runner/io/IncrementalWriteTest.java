// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import dev.pathway.beam.runner.io.OutputFiles.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.io.AvroIO;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writes of files by incremental pipelines: after each epoch they are those of a run from scratch.
 */
final class IncrementalWriteTest {
  private static final int EPOCHS = 6;
  private static final int SEEDS = Integer.getInteger("pathway.write.seeds", 1);
  private static final Schema SCHEMA =
      SchemaBuilder.record("Line").fields().requiredString("text").endRecord();

  @TempDir private Path temporary;

  /** Ways to write lines of the form "destination-second-text". */
  private enum Write {
    TEXT {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        lines.apply(TextIO.write().to(folder.resolve("out").toString()));
      }
    },
    TEXT_SHARDS {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        lines.apply(
            TextIO.write()
                .to(folder.resolve("out").toString())
                .withSuffix(".txt")
                .withNumShards(4));
      }

      @Override
      boolean sameNames() {
        return true;
      }
    },
    TEXT_SKIP_IF_EMPTY {
      @Override
      @SuppressWarnings("deprecation") // the only text writes that can skip empty files
      void apply(PCollection<String> lines, Path folder) {
        lines.apply(
            TextIO.<String>writeCustomType()
                .withFormatFunction(line -> line)
                .to(folder.resolve("out").toString())
                .skipIfEmpty());
      }

      @Override
      boolean skipsIfEmpty() {
        return true;
      }
    },
    TEXT_WINDOWS {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        windowed(lines)
            .apply(TextIO.write().to(folder.resolve("out").toString()).withWindowedWrites());
      }
    },
    TEXT_WINDOWS_SHARDS {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        windowed(lines)
            .apply(
                TextIO.write()
                    .to(folder.resolve("out").toString())
                    .withWindowedWrites()
                    .withNumShards(2));
      }
    },
    TEXT_WINDOWS_IGNORED {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        windowed(lines).apply(TextIO.write().to(folder.resolve("out").toString()).withNumShards(2));
      }

      @Override
      boolean sameNames() {
        return true;
      }
    },
    FILE_IO {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        lines.apply(FileIO.<String>write().via(TextIO.sink()).to(folder.toString()));
      }
    },
    FILE_IO_SLIDING_WINDOWS {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        timed(lines)
            .apply(
                Window.into(
                    SlidingWindows.of(Duration.standardSeconds(20))
                        .every(Duration.standardSeconds(10))))
            .apply(FileIO.<String>write().via(TextIO.sink()).to(folder.toString()));
      }
    },
    DYNAMIC {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        lines.apply(dynamic(folder));
      }
    },
    DYNAMIC_SHARDS_IGNORING_WINDOWS {
      @Override
      @SuppressWarnings("deprecation") // what is tested
      void apply(PCollection<String> lines, Path folder) {
        windowed(lines)
            .apply(
                dynamic(folder)
                    .withNumShards(3)
                    .withEmptyGlobalWindowDestination("none")
                    .withIgnoreWindowing());
      }

      @Override
      boolean sameNames() {
        return true;
      }
    },
    AVRO {
      @Override
      void apply(PCollection<String> lines, Path folder) {
        lines
            .apply(MapElements.via(new RecordFn()))
            .setCoder(AvroCoder.of(SCHEMA))
            .apply(
                AvroIO.writeGenericRecords(SCHEMA)
                    .to(folder.resolve("out").toString())
                    .withSuffix(".avro")
                    .withNumShards(3));
      }

      @Override
      boolean sameNames() {
        return true;
      }
    };

    abstract void apply(PCollection<String> lines, Path folder);

    /** Returns whether there are no files of nothing; the Direct runner forgets about that. */
    boolean skipsIfEmpty() {
      return false;
    }

    /** Returns whether even the names of shards must be those of another runner. */
    boolean sameNames() {
      return false;
    }
  }

  static final class RecordFn extends SimpleFunction<String, GenericRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public GenericRecord apply(String line) {
      return new GenericRecordBuilder(SCHEMA).set("text", line).build();
    }
  }

  private static FileIO.Write<String, String> dynamic(Path folder) {
    return FileIO.<String, String>writeDynamic()
        .by(line -> line.substring(0, 1))
        .withDestinationCoder(StringUtf8Coder.of())
        .via(TextIO.sink())
        .to(folder.toString())
        .withNaming(letter -> FileIO.Write.defaultNaming(letter + "/of-" + letter, ".txt"));
  }

  private static PCollection<String> timed(PCollection<String> lines) {
    return lines.apply(
        WithTimestamps.of(
            line -> Instant.ofEpochMilli(Long.parseLong(line.split("-", -1)[1]) * 1000)));
  }

  private static PCollection<String> windowed(PCollection<String> lines) {
    return timed(lines).apply(Window.into(FixedWindows.of(Duration.standardSeconds(10))));
  }

  private Pipeline incremental(String... more) {
    return Pipelines.create(
        Stream.concat(
                Stream.of("--incremental", "--stateDir=" + temporary.resolve("state")),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static PCollection<String> lines(Pipeline pipeline, List<String> lines) {
    return pipeline.apply(Create.of(lines).withCoder(StringUtf8Coder.of()));
  }

  private void run(Write write, List<String> lines, Path folder) {
    Pipeline pipeline = incremental();
    write.apply(lines(pipeline, lines), folder);
    pipeline.run();
  }

  private Path fromScratch(Write write, List<String> lines, String name) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(name));
    Pipeline pipeline = Pipelines.create("--runner=DirectRunner");
    write.apply(lines(pipeline, lines), folder);
    pipeline.run().waitUntilFinish();
    return folder;
  }

  private static List<String> changed(List<String> lines, SplittableRandom random) {
    if (random.nextInt(6) == 0) {
      return List.of();
    }
    List<String> next = new ArrayList<>(lines);
    for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
      if (!next.isEmpty() && random.nextInt(3) == 0) {
        next.remove(random.nextInt(next.size()));
      } else {
        next.add(
            "abc".charAt(random.nextInt(3)) + "-" + random.nextInt(30) + "-" + random.nextInt(10));
      }
    }
    return next;
  }

  static Stream<Arguments> histories() {
    return Stream.of(Write.values())
        .flatMap(
            write -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(write, seed)));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void run_linesChange_filesAreThoseOfARunFromScratch(Write write, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path folder = Files.createDirectories(temporary.resolve("out"));
    List<String> lines = List.of();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      lines = changed(lines, random);
      Map<Path, Version> before = OutputFiles.versions(folder);

      run(write, lines, folder);

      Path expected = fromScratch(write, lines, "epoch-" + epoch);
      Map<String, List<String>> contents = OutputFiles.contents(expected);
      if (write.skipsIfEmpty()) {
        contents.values().removeIf(List::isEmpty);
      }
      assertThat(OutputFiles.contents(folder))
          .as("epoch %s of %s", epoch, lines)
          .isEqualTo(contents);
      if (write.sameNames()) {
        assertThat(OutputFiles.names(folder)).isEqualTo(OutputFiles.names(expected));
      }
      OutputFiles.assertOnlyChangedWritten(before, OutputFiles.versions(folder));
      OutputFiles.assertPublished(folder);
    }
  }

  @Test
  void run_oneLineOfManyChanges_writesOneShardAgain() {
    Path folder = temporary.resolve("out");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add("a-" + i + "-x");
    }
    run(Write.TEXT_SHARDS, lines, folder);
    Map<Path, Version> before = OutputFiles.versions(folder);
    lines.add("a-1-y");

    run(Write.TEXT_SHARDS, lines, folder);

    Map<Path, Version> after = OutputFiles.versions(folder);
    assertThat(OutputFiles.files(folder))
        .hasSize(4)
        .filteredOn(file -> !Objects.requireNonNull(after.get(file)).same(before.get(file)))
        .hasSize(1);
  }

  @Test
  void run_withoutNumberOfShards_makesOneForEachWorkerOfTheFirstRun() {
    Path folder = temporary.resolve("out");
    run(Write.TEXT, List.of("a", "b", "c"), folder);
    Pipeline pipeline = incremental("--parallelism=4");
    Write.TEXT.apply(lines(pipeline, List.of("a", "b", "d")), folder);

    pipeline.run();

    assertThat(OutputFiles.names(folder))
        .containsExactly("out-00000-of-00002", "out-00001-of-00002");
  }

  @Test
  void run_otherNumberOfShards_writesAllFilesAnew() {
    Path folder = temporary.resolve("out");
    run(Write.TEXT_SHARDS, List.of("a"), folder);
    Pipeline pipeline = incremental();
    lines(pipeline, List.of("a"))
        .apply(
            TextIO.write()
                .to(folder.resolve("out").toString())
                .withSuffix(".txt")
                .withNumShards(5));

    pipeline.run();

    assertThat(OutputFiles.names(folder))
        .hasSize(5)
        .allSatisfy(name -> assertThat(name).endsWith("-of-00005.txt"));
  }

  /** Writes lines, and fails at one. */
  static final class FailingSink implements FileIO.Sink<String> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable WritableByteChannel channel;

    @Override
    public void open(WritableByteChannel opened) {
      channel = opened;
    }

    @Override
    public void write(String line) throws IOException {
      if (line.equals("z")) {
        throw new IOException("broken");
      }
      Objects.requireNonNull(channel)
          .write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void flush() {}
  }

  private void runFailing(List<String> lines, Path folder) {
    Pipeline pipeline = incremental();
    lines(pipeline, lines)
        .apply(
            FileIO.<String>write().via(new FailingSink()).to(folder.toString()).withNumShards(3));
    pipeline.run();
  }

  @Test
  void run_fails_leavesAllAsItWas() {
    Path folder = temporary.resolve("out");
    runFailing(List.of("a", "b", "c", "d", "e"), folder);
    Map<Path, Version> before = OutputFiles.versions(folder);

    assertThatThrownBy(() -> runFailing(List.of("f", "g", "h", "i", "z"), folder))
        .hasMessageContaining("broken");

    Map<Path, Version> after = OutputFiles.versions(folder);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after)
        .allSatisfy((file, version) -> assertThat(version.same(before.get(file))).isTrue());
    runFailing(List.of("f", "g", "h", "i"), folder);
    assertThat(Written.lines(folder)).contains("f", "g", "h", "i").doesNotContain("a", "b");
    OutputFiles.assertPublished(folder);
  }

  @Test
  void run_fileCannotBePutInPlace_nextRunDoesSoFirst() throws IOException {
    Path folder = temporary.resolve("out");
    run(Write.DYNAMIC, List.of("a-1-x"), folder);
    Path obstacle = folder.resolve("b/of-b-00000-of-00001.txt");
    Files.createDirectories(obstacle.resolve("below"));

    assertThatThrownBy(() -> run(Write.DYNAMIC, List.of("a-1-x", "b-1-x"), folder))
        .hasMessageContaining("is committed, but not all of its outputs are in place");
    assertThatThrownBy(() -> run(Write.DYNAMIC, List.of("a-1-x", "b-1-x"), folder))
        .hasMessageContaining("cannot be put in place");
    Files.delete(obstacle.resolve("below"));
    Files.delete(obstacle);
    run(Write.DYNAMIC, List.of("a-1-x", "b-1-x"), folder);

    assertThat(obstacle).hasContent("b-1-x");
    OutputFiles.assertPublished(folder);
  }

  @Test
  void run_severalDestinationsOfOneName_isRefused() {
    Path folder = temporary.resolve("out");
    Pipeline pipeline = incremental();
    lines(pipeline, List.of("a-1-x", "b-1-x"))
        .apply(
            FileIO.<String, String>writeDynamic()
                .by(line -> line.substring(0, 1))
                .withDestinationCoder(StringUtf8Coder.of())
                .via(TextIO.sink())
                .to(folder.toString())
                .withNaming(letter -> FileIO.Write.defaultNaming("same", ".txt")));

    assertThatThrownBy(pipeline::run).hasMessageContaining("is the name of several files");

    assertThat(Written.files(folder)).isEmpty();
  }

  private List<String> changedNames(List<String> lines, Path folder) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline = incremental();
    String prefix = folder + "/";
    lines(pipeline, lines)
        .apply(dynamic(folder))
        .getPerDestinationOutputFilenames()
        .apply(Changes.of())
        .apply(
            MapElements.into(TypeDescriptors.strings())
                .via(
                    (Change<KV<String, String>> change) ->
                        (change.isInsertion() ? "+" : "-")
                            + change.value().getKey()
                            + " "
                            + change.value().getValue().replace(prefix, "")))
        .apply(changes);
    pipeline.run();
    return changes.elements().stream().sorted().toList();
  }

  @Test
  void names_areThoseOfAllFiles() {
    Path folder = temporary.resolve("out");

    assertThat(changedNames(List.of("a-1-x", "b-1-x"), folder))
        .containsExactly("+a a/of-a-00000-of-00001.txt", "+b b/of-b-00000-of-00001.txt");
    assertThat(changedNames(List.of("a-1-x", "a-1-y", "c-1-x"), folder))
        .containsExactly("+c c/of-c-00000-of-00001.txt", "-b b/of-b-00000-of-00001.txt");
  }
}
