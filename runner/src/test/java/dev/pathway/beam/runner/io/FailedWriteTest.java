// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes of files by pipelines that do not end well: nothing of them is left. */
final class FailedWriteTest {
  private static final long ELEMENTS = 20_000;
  private static CountDownLatch gate = new CountDownLatch(1);

  @TempDir private Path folder;

  @BeforeEach
  void closeGate() {
    gate = new CountDownLatch(1);
  }

  /** Ways to write. */
  private enum Write {
    TEXT {
      @Override
      PTransform<PCollection<String>, ?> to(Path folder) {
        return TextIO.write().to(folder.resolve("out").toString());
      }
    },
    TEXT_SHARDS {
      @Override
      PTransform<PCollection<String>, ?> to(Path folder) {
        return TextIO.write().to(folder.resolve("out").toString()).withNumShards(3);
      }
    },
    TEXT_WINDOWS {
      @Override
      PTransform<PCollection<String>, ?> to(Path folder) {
        return TextIO.write().to(folder.resolve("out").toString()).withWindowedWrites();
      }
    },
    FILE_IO {
      @Override
      PTransform<PCollection<String>, ?> to(Path folder) {
        return FileIO.<String>write().via(TextIO.sink()).to(folder.toString());
      }
    },
    DYNAMIC {
      @Override
      PTransform<PCollection<String>, ?> to(Path folder) {
        return FileIO.<String, String>writeDynamic()
            .by(text -> text.substring(0, 1))
            .withDestinationCoder(StringUtf8Coder.of())
            .via(TextIO.sink())
            .to(folder.toString())
            .withNaming(letter -> FileIO.Write.defaultNaming(letter, ".txt"));
      }
    };

    abstract PTransform<PCollection<String>, ?> to(Path folder);
  }

  static final class TextFn extends DoFn<Long, String> {
    private static final long serialVersionUID = 1L;

    private final boolean fails;

    TextFn(boolean fails) {
      this.fails = fails;
    }

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<String> out)
        throws InterruptedException {
      if (element == ELEMENTS - 1) {
        if (fails) {
          throw new IllegalStateException("broken");
        }
        gate.countDown();
        new CountDownLatch(1).await();
      }
      out.output(element + "x");
    }
  }

  private Pipeline pipeline(Write write, boolean fails, String... args) {
    Pipeline pipeline = Pipelines.create(args);
    PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(0).to(ELEMENTS));
    if (write == Write.TEXT_WINDOWS) {
      numbers = numbers.apply(Window.into(FixedWindows.of(org.joda.time.Duration.standardDays(1))));
    }
    numbers.apply("Text", ParDo.of(new TextFn(fails))).apply("Write", write.to(folder));
    return pipeline;
  }

  @ParameterizedTest
  @EnumSource
  void run_failsWhileFilesAreWritten_leavesNoFile(Write write) {
    Pipeline pipeline = pipeline(write, true, "--maxBundleElements=1000");

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("broken");

    assertThat(Written.files(folder)).isEmpty();
    assertThat(Written.folders(folder)).allMatch(path -> path.endsWith(".temp-beam"));
  }

  @ParameterizedTest
  @EnumSource
  void cancel_whileFilesAreWritten_leavesNoFile(Write write) throws Exception {
    PipelineResult result =
        pipeline(write, false, "--maxBundleElements=1000", "--blockOnRun=false").run();
    gate.await();
    if (write != Write.TEXT_SHARDS) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !Written.files(folder).isEmpty());
    }

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);

    assertThat(Written.files(folder)).isEmpty();
    assertThat(Written.folders(folder)).allMatch(path -> path.endsWith(".temp-beam"));
  }

  @Test
  void run_failsWithTemporaryFolderOfTheUsers_leavesWhatElseIsInIt() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Path other = Files.writeString(temporary.resolve("other"), "text");
    Pipeline pipeline = Pipelines.create("--maxBundleElements=1000");
    pipeline
        .apply(GenerateSequence.from(0).to(ELEMENTS))
        .apply("Text", ParDo.of(new TextFn(true)))
        .apply(
            TextIO.write()
                .to(folder.resolve("out").toString())
                .withTempDirectory(FileSystems.matchNewResource(temporary.toString(), true)));

    assertThatThrownBy(pipeline::run).isInstanceOf(PipelineExecutionException.class);

    assertThat(Written.files(folder)).containsExactly(other);
    assertThat(Written.folders(folder)).containsExactly(temporary);
  }

  @Test
  void run_failedBefore_writesAllTheNextTime() {
    Pipeline failing = pipeline(Write.TEXT, true, "--maxBundleElements=1000");
    assertThatThrownBy(failing::run).isInstanceOf(PipelineExecutionException.class);
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(GenerateSequence.from(0).to(10))
        .apply("Text", ParDo.of(new TextFn(true)))
        .apply(Write.TEXT.to(folder));

    pipeline.run();

    assertThat(Written.lines(folder)).hasSize(10);
    assertThat(Written.folders(folder)).isEmpty();
  }

  @Test
  void run_folderCannotBeMade_failsAndNamesIt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(GenerateSequence.from(0).to(10))
        .apply("Text", ParDo.of(new TextFn(true)))
        .apply("Write", TextIO.write().to(file.resolve("out").toString()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("Write")
        .hasMessageContaining(file.toString());
  }
}
