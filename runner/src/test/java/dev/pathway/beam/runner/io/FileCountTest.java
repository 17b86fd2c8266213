// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.Pipelines;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many files a write makes whose number of shards is left to the runner. */
final class FileCountTest {
  private static final int LINES = 100_000;

  @TempDir private Path folder;

  private void write(String... args) {
    Pipeline pipeline = Pipelines.create(args);
    pipeline
        .apply(GenerateSequence.from(0).to(LINES))
        .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
        .apply(TextIO.write().to(folder.resolve("out").toString()));
    pipeline.run();
    assertThat(Written.lines(folder)).hasSize(LINES).doesNotHaveDuplicates();
  }

  @Test
  void write_bundlesThatShouldEndAllTheTime_makesAFileForEachWorker() {
    write("--maxBundleTimeMillis=1", "--parallelism=3");

    assertThat(Written.files(folder)).hasSizeBetween(1, 3);
  }

  @Test
  void write_largeOutput_makesAFileForEachBundle() {
    write("--maxBundleElements=10000");

    assertThat(Written.files(folder)).hasSizeBetween(10, 12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void write_byWindowInManyBundles_overwritesNothing(boolean text) {
    Pipeline pipeline = Pipelines.create("--maxBundleElements=7");
    PCollection<String> windowed =
        pipeline
            .apply(
                GenerateSequence.from(0)
                    .to(1_000)
                    .withTimestampFn(number -> Instant.ofEpochSecond(number)))
            .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(250))));
    if (text) {
      windowed.apply(TextIO.write().to(folder.resolve("out").toString()).withWindowedWrites());
    } else {
      windowed.apply(FileIO.<String>write().via(TextIO.sink()).to(folder.toString()));
    }
    pipeline.run();

    assertThat(Written.lines(folder)).hasSize(1_000).doesNotHaveDuplicates();
  }
}
