// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of files, read in each of the ways there are: what the epochs have changed adds
 * up to what Beam's DirectRunner reads from scratch. {@code -Dpathway.file.seeds=20} runs more.
 */
final class FileHistoryTest {
  private static final int EPOCHS = 4;
  private static final long LONG_AGO = 1_600_000_000_000L;

  @TempDir private Path temporary;

  private long times = LONG_AGO;

  static Stream<Arguments> histories() {
    int seeds = Integer.getInteger("pathway.file.seeds", 1);
    return Stream.of(FileRead.values())
        .flatMap(
            read -> IntStream.rangeClosed(1, seeds).mapToObj(seed -> Arguments.of(read, seed)));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void run_filesChange_changesAddUpToWhatDirectRunnerReads(FileRead read, int seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(31L * seed + read.name().hashCode());
    Path folder = Files.createDirectories(temporary.resolve("in"));
    read.write(folder.resolve("always"), List.of("1", "1"));
    String detection = "--changeDetection=" + (random.nextInt(3) == 0 ? "CONTENT" : "METADATA");
    Map<String, Long> lines = new TreeMap<>();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      if (epoch > 1) {
        change(read, folder, random);
      }

      changes(read, folder + "/*", detection, "--parallelism=" + random.nextInt(1, 4))
          .forEach(change -> add(lines, change.getKey(), change.getValue()));

      Map<String, Long> expected = new TreeMap<>();
      fromScratch(read, folder + "/*").forEach(line -> add(expected, line, 1));
      assertThat(lines).as("%s, epoch %s", detection, epoch).isEqualTo(expected);
    }
  }

  private void change(FileRead read, Path folder, SplittableRandom random) throws IOException {
    for (int changes = random.nextInt(5); changes > 0; changes--) {
      Path file = folder.resolve("file-" + random.nextInt(5));
      if (random.nextInt(3) == 0) {
        Files.deleteIfExists(file);
        continue;
      }
      List<String> lines = new ArrayList<>();
      for (int count = random.nextInt(8); count > 0; count--) {
        lines.add(Integer.toString(random.nextInt(5)));
      }
      read.write(file, lines);
      if (random.nextBoolean()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(times++));
      }
    }
  }

  private List<KV<String, Integer>> changes(FileRead read, String pattern, String... options) {
    Gathered<KV<String, Integer>> changes = new Gathered<>();
    Pipeline pipeline =
        Pipelines.create(
            Stream.concat(
                    Stream.of("--incremental", "--stateDir=" + temporary.resolve("state")),
                    Stream.of(options))
                .toArray(String[]::new));
    read.apply(pipeline, pattern)
        .apply(Changes.of())
        .apply(
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                .via(
                    (Change<String> change) ->
                        KV.of(change.value(), change.isInsertion() ? 1 : -1)))
        .apply(changes);
    pipeline.run();
    return changes.elements();
  }

  private static List<String> fromScratch(FileRead read, String pattern) {
    Gathered<String> lines = new Gathered<>();
    Pipeline pipeline = Pipelines.create("--runner=DirectRunner");
    read.apply(pipeline, pattern).apply(lines);
    pipeline.run().waitUntilFinish();
    return lines.elements();
  }

  private static void add(Map<String, Long> lines, String line, long change) {
    if (lines.merge(line, change, Long::sum) == 0) {
      lines.remove(line);
    }
  }
}
