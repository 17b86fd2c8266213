// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void withDefaultRunner_noRunner_addsPathwayRunnerLast() {
    assertThat(Launcher.withDefaultRunner("first", "--input=a b"))
        .containsExactly("first", "--input=a b", "--runner=PathwayRunner");
  }

  @Test
  void withDefaultRunner_otherRunner_keepsIt() {
    assertThat(Launcher.withDefaultRunner("--runner=DirectRunner"))
        .containsExactly("--runner=DirectRunner");
  }

  @Test
  void run_success_isSilent() {
    assertThat(run(args -> {})).isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void run_failure_printsOneMessage() {
    int exitCode =
        run(
            args -> {
              throw new IllegalArgumentException("no such option");
            });

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualToIgnoringNewLines("pathway: no such option");
  }

  private void runVerbose(Launcher.Main program) {
    System.setProperty(Launcher.VERBOSE, "true");
    try {
      run(program);
    } finally {
      System.clearProperty(Launcher.VERBOSE);
    }
  }

  @Test
  void run_mistakeVerbose_printsOneMessage() {
    runVerbose(
        args -> {
          throw new UsageException("no such command");
        });
    runVerbose(
        args -> {
          throw new NotFoundException("no such job");
        });

    assertThat(err.toString(UTF_8).lines()).hasSize(2);
  }

  @Test
  void run_failureVerbose_printsTheStackTraceToo() {
    runVerbose(
        args -> {
          throw new IOException("disk full");
        });

    assertThat(err.toString(UTF_8))
        .contains("pathway: java.io.IOException: disk full", "at dev.pathway");
  }

  @Test
  void runClass_mainThrows_throwsItsException() {
    assertThatThrownBy(() -> Launcher.runClass(new String[] {Program.class.getName(), "--a=1"}))
        .isInstanceOf(IOException.class)
        .hasMessage("--a=1 --runner=PathwayRunner");
  }

  @Test
  void runClass_mainThrowsAnError_throwsTheError() {
    assertThatThrownBy(() -> Launcher.runClass(new String[] {Broken.class.getName()}))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessage("not so");
  }

  @Test
  void run_errorOfTheJvm_printsTheStackTraceToo() {
    int exitCode =
        run(
            args -> {
              throw new NoClassDefFoundError("com/example/Missing");
            });

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("pathway: java.lang.NoClassDefFoundError: com/example/Missing", "at dev.pathway");
  }

  @ParameterizedTest
  @CsvSource({
    "org/apache/beam/sdk/extensions/sql/SqlTransform,beam-sdks-java-extensions-sql:2.70.0",
    "org/apache/beam/vendor/calcite/v1_40_0/org/apache/calcite/rel/RelNode,beam-sdks-java-extensions-sql:2.70.0",
    "org/apache/beam/sdk/io/kafka/KafkaIO$Read,the module of Beam that has it"
  })
  void run_moduleOfBeamIsMissing_oneLineSaysWhatToAdd(String missing, String toAdd) {
    int exitCode =
        run(
            args -> {
              throw new ExceptionInInitializerError(new NoClassDefFoundError(missing));
            });

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("'" + missing.replace('/', '.') + "'", toAdd, "--jar=");
  }

  @Test
  void run_noProgram_hasAnExitCodeOfItsOwn() {
    assertThat(run(args -> Launcher.runClass(new String[] {"com.example.Missing"}))).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "pathway: No class 'com.example.Missing' on the class path: check the name and the jar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--runner=NoSuchRunner --needed=1",
        "--nedeed=1",
        "--parallelism=many --needed=1",
        "--parallelism=9999 --needed=1",
        "--needed",
        "needed",
        "",
      })
  void run_optionsThatCannotBe_areFailuresOfTheProgram(String args) {
    assertThat(run(all -> Launcher.runClass(programWithOptions(args))))
        .as(err::toString)
        .isEqualTo(1);
  }

  @Test
  void run_pipelineThatFails_hasThatExitCodeToo() {
    assertThat(run(all -> Launcher.runClass(programWithOptions("--needed=0")))).isEqualTo(1);
  }

  private static String[] programWithOptions(String args) {
    return (Optioned.class.getName() + " " + args).trim().split(" ");
  }

  @Test
  void runClass_unknownClass_namesIt() {
    assertThatThrownBy(() -> Launcher.runClass(new String[] {"com.example.Missing"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No class 'com.example.Missing'");
  }

  @Test
  void runClass_noMain_namesTheClass() {
    assertThatThrownBy(() -> Launcher.runClass(new String[] {String.class.getName()}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'java.lang.String' has no method");
  }

  @Test
  void runClass_noArguments_saysWhatIsMissing() {
    assertThatThrownBy(() -> Launcher.runClass(new String[0]))
        .hasMessage("Name the main class to run");
  }

  private int run(Launcher.Main program) {
    return Launcher.run(program, new String[0], new PrintStream(err, true, UTF_8));
  }

  /** A program that fails with an error. */
  static final class Broken {
    private Broken() {}

    /** Throws. */
    @SuppressWarnings("DoNotCallSuggester") // the launcher calls it
    public static void main(String[] args) {
      throw new AssertionError("not so");
    }
  }

  /** A program that tells its arguments by failing. */
  static final class Program {
    private Program() {}

    /** Throws if there are any arguments. */
    @SuppressWarnings("DoNotCallSuggester") // the launcher calls it
    public static void main(String[] args) throws IOException {
      if (args.length > 0) {
        throw new IOException(String.join(" ", args));
      }
    }
  }

  /** A program with options of its own. */
  static final class Optioned {
    private Optioned() {}

    /** The options. */
    public interface Options extends PipelineOptions {
      /** Returns a number. */
      @Validation.Required
      Integer getNeeded();

      /** Sets {@link #getNeeded}. */
      void setNeeded(Integer needed);
    }

    /** Runs a pipeline that fails if the number is 0, with an exception as that of a bad option. */
    public static void main(String[] args) {
      PipelineOptionsFactory.register(Options.class);
      Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
      Pipeline pipeline = Pipeline.create(options);
      pipeline
          .apply(Create.of(options.getNeeded()))
          .apply(
              MapElements.into(TypeDescriptors.integers())
                  .via(
                      number ->
                          PipelineOptionsFactory.fromArgs("--needed=x" + number)
                              .as(Options.class)
                              .getNeeded()));
      pipeline.run();
    }
  }
}
