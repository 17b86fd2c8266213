// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.PathwayPipelineOptions;
import java.io.FileNotFoundException;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.UserCodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureMessageTest {
  private static final String PLACE = "\n    at com.example.Share.process(Share.java:7)";

  @Test
  void of_argumentProblem_isTheMessageAlone() {
    assertThat(FailureMessage.of(new IllegalArgumentException("--gap must be positive: -1")))
        .isEqualTo("--gap must be positive: -1");
  }

  @ParameterizedTest
  @CsvSource({
    "--onDeletion=drop, FAIL or IGNORE",
    "--onPipelineChange=ignore, FAIL or RECOMPUTE",
    "--changeDetection=hash, METADATA or CONTENT"
  })
  void of_valueThatIsNoConstant_namesTheOptionAndAllThatAre(String arg, String allowed) {
    assertThatThrownBy(() -> PipelineOptionsFactory.fromArgs(arg).as(PathwayPipelineOptions.class))
        .satisfies(
            failure ->
                assertThat(FailureMessage.of(failure, arg))
                    .isEqualTo(arg.replace("=", " must be " + allowed + ": ")));
  }

  @Test
  void of_optionOfAnotherType_namesTheOption() {
    String[] args = {"--jobName=x", "--parallelism=two"};
    assertThatThrownBy(() -> PipelineOptionsFactory.fromArgs(args).as(PathwayPipelineOptions.class))
        .satisfies(
            failure ->
                assertThat(FailureMessage.of(failure, args))
                    .startsWith("Bad option --parallelism=two: not a valid `java.lang.Integer`"));
  }

  @Test
  void of_noMessage_isTheTypeAndThePlace() {
    assertThat(FailureMessage.of(inUserCode(new IllegalArgumentException())))
        .isEqualTo("java.lang.IllegalArgumentException" + PLACE);
  }

  @Test
  void of_otherType_isTheTypeAndThePlace() {
    assertThat(FailureMessage.of(inUserCode(new NumberFormatException("For input string: \"x\""))))
        .isEqualTo("java.lang.NumberFormatException: For input string: \"x\"" + PLACE);
  }

  @Test
  void of_wrappedWithoutAWord_isTheCause() {
    assertThat(
            FailureMessage.of(new RuntimeException(inLibrary(new FileNotFoundException("a.txt")))))
        .isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  @Test
  void of_carriers_isWhatTheyCarry() {
    Throwable carried =
        new ExecutionException(
            UserCodeException.wrap(inLibrary(new FileNotFoundException("a.txt"))));
    assertThat(FailureMessage.of(carried)).isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  @Test
  void of_wrappedWithAMessage_keepsTheMessage() {
    assertThat(
            FailureMessage.of(
                inLibrary(
                    new RuntimeException(
                        "while reading", inLibrary(new FileNotFoundException("a.txt"))))))
        .isEqualTo("java.lang.RuntimeException: while reading");
  }

  @Test
  void of_failedPipeline_showsWhereInUserCode() {
    assertThat(
            FailureMessage.of(
                new PipelineExecutionException(inUserCode(new ArithmeticException("/ by zero")))))
        .isEqualTo("java.lang.ArithmeticException: / by zero" + PLACE);
  }

  @Test
  void of_failedPipelineWithoutUserCode_isOneLine() {
    assertThat(
            FailureMessage.of(
                new PipelineExecutionException(inLibrary(new FileNotFoundException("a.txt")))))
        .isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  private static <T extends Throwable> T inUserCode(T failure) {
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.lang.Math", "floorDiv", "Math.java", 1),
          new StackTraceElement("com.example.Share", "process", "Share.java", 7),
          new StackTraceElement("com.example.Main", "main", "Main.java", 9)
        });
    return failure;
  }

  private static <T extends Throwable> T inLibrary(T failure) {
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("org.apache.beam.sdk.io.FileIO", "read", "FileIO.java", 1)
        });
    return failure;
  }
}
