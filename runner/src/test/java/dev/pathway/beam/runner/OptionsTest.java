// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnDeletion;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options with values that cannot be. */
final class OptionsTest {
  private static Pipeline pipeline(String... args) {
    Pipeline pipeline = Pipelines.create(args);
    pipeline.apply(Create.of(1));
    return pipeline;
  }

  @ParameterizedTest
  @CsvSource({
    "--parallelism=0, '--parallelism must be at least 1, or -1 for the number of cores: 0'",
    "--parallelism=-3, '--parallelism must be at least 1, or -1 for the number of cores: -3'",
    "--parallelism=272, '--parallelism must be at most 271, the number of partitions over which keys are spread: 272'",
    "--maxBundleElements=0, --maxBundleElements must be at least 1 element: 0",
    "--maxBundleTimeMillis=0, --maxBundleTimeMillis must be at least 1 ms: 0",
    "--memoryFraction=2, --memoryFraction must be greater than 0 and less than 1: 2.0",
    "--memoryFraction=0, --memoryFraction must be greater than 0 and less than 1: 0.0",
    "--memoryFraction=1, --memoryFraction must be greater than 0 and less than 1: 1.0",
    "--memoryFraction=NaN, --memoryFraction must be greater than 0 and less than 1: NaN",
  })
  void run_valueOutOfRange_saysWhatIsAllowed(String arg, String message) {
    assertThatThrownBy(pipeline(arg)::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--parallelism=-1", "--jobName=unset"})
  void settings_parallelismOfMinusOne_isTheNumberOfCores(String arg) {
    PathwayPipelineOptions options =
        PipelineOptionsFactory.fromArgs(arg).as(PathwayPipelineOptions.class);

    assertThat(new OptionChecks(options).settings(false).parallelism())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void settings_noSpillDirectory_isTheTemporaryFolder() {
    PathwayPipelineOptions options = PipelineOptionsFactory.as(PathwayPipelineOptions.class);

    assertThat(new OptionChecks(options).settings(false).spillDirectory())
        .isEqualTo(System.getProperty("java.io.tmpdir"));
  }

  @Test
  void description_ofParallelism_namesTheLargest() throws NoSuchMethodException {
    Description description =
        PathwayPipelineOptions.class.getMethod("getParallelism").getAnnotation(Description.class);

    assertThat(description.value()).contains("at most " + Engine.MAX_PARALLELISM);
  }

  @Test
  void run_severalProblems_namesAll() {
    assertThatThrownBy(pipeline("--parallelism=9999", "--memoryFraction=2")::run)
        .hasMessage(
            "--parallelism must be at most 271, the number of partitions over which keys are spread: 9999\n"
                + "--memoryFraction must be greater than 0 and less than 1: 2.0");
  }

  @Test
  void run_spillDirectoryBelowAFile_saysSo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");

    assertThatThrownBy(pipeline("--spillDirectory=" + file.resolve("spill"))::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("--spillDirectory must be a folder: '" + file + "' is none");
  }

  @Test
  void run_spillDirectoryThatCanBeMade_runsAndLeavesNothing(@TempDir Path folder) {
    assertThat(pipeline("--spillDirectory=" + folder.resolve("a/b")).run().getState())
        .isEqualTo(State.DONE);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void run_spillDirectoryThatCannotBeMade_saysSo(@TempDir Path folder) {
    Path tooLong = folder.resolve("a").resolve("b".repeat(300));

    assertThatThrownBy(pipeline("--spillDirectory=" + tooLong)::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "--spillDirectory must be writable: nothing can be written to '" + tooLong + "': ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void run_deadLettersBelowAFile_saysSo(@TempDir Path folder) throws IOException {
    Path below = Files.writeString(folder.resolve("file"), "text").resolve("errors");

    assertThatThrownBy(pipeline("--onElementError=deadletter:" + below)::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "--onElementError needs a folder in which files can be made: '" + below + "': ");
  }

  @ParameterizedTest
  @CsvSource({
    "--spillDirectory=, --spillDirectory must not be empty",
    "--incremental --stateDir=, --stateDir must not be empty",
    "--incremental --stateDir=s3://a/b, '--stateDir must be a folder of this machine''s file system, without a scheme: s3://a/b'",
    "--jobName=, --jobName must not be empty",
    "--onElementError=drop, '--onElementError must be FAIL, SKIP or DEADLETTER:FOLDER: drop'",
    "--onElementError=deadletter, '--onElementError=DEADLETTER needs a folder: DEADLETTER:FOLDER, not deadletter'",
  })
  void run_unusableText_saysSo(String args, String message) {
    assertThatThrownBy(pipeline(args.split(" "))::run)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "ignore, recompute, content",
    "Ignore, Recompute, Content",
    "IGNORE, RECOMPUTE, CONTENT"
  })
  void fromArgs_constantInAnyCase_isTaken(String deletion, String change, String detection) {
    PathwayPipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--onDeletion=" + deletion,
                "--onPipelineChange=" + change,
                "--changeDetection=" + detection)
            .as(PathwayPipelineOptions.class);

    assertThat(options.getOnDeletion()).isEqualTo(OnDeletion.IGNORE);
    assertThat(options.getOnPipelineChange()).isEqualTo(OnPipelineChange.RECOMPUTE);
    assertThat(options.getChangeDetection()).isEqualTo(ChangeDetection.CONTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "--onDeletion, ignore",
    "--onPipelineChange, recompute",
    "--changeDetection, content"
  })
  void run_optionOfIncrementalJobsAlone_saysSo(String option, String value) {
    assertThatThrownBy(pipeline(option + "=" + value)::run)
        .hasMessage(option + " is for --incremental, which is not set");
  }

  private static BundleLimits limits(boolean streaming, String... args) {
    return BundleLimits.of(
        Pipelines.create(args).getOptions().as(PathwayPipelineOptions.class), streaming);
  }

  @Test
  void bundleLimits_nothingSet_areSmallInStreams() {
    assertThat(limits(true)).isEqualTo(new BundleLimits(1_000, 1_000));
    assertThat(limits(false)).isEqualTo(new BundleLimits(1_000_000, 10_000));
  }

  @Test
  void bundleLimits_set_areWhatWasAskedFor() {
    String[] args = {"--maxBundleElements=1000000", "--maxBundleTimeMillis=7"};

    assertThat(limits(true, args)).isEqualTo(new BundleLimits(1_000_000, 7));
    assertThat(limits(false, args)).isEqualTo(new BundleLimits(1_000_000, 7));
  }

  @Test
  void run_streamingAskedFor_runsABoundedPipelineToItsEnd() {
    assertThat(pipeline("--streaming").run().getState()).isEqualTo(State.DONE);
  }
}
