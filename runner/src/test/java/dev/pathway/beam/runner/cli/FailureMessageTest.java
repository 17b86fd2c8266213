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

final class FailureMessageTest {
  @Test
  void of_argumentProblem_isTheMessageAlone() {
    assertThat(FailureMessage.of(new IllegalArgumentException("--gap must be positive: -1")))
        .isEqualTo("--gap must be positive: -1");
  }

  @Test
  void of_optionOfAnotherType_namesTheOption() {
    String[] args = {"--jobName=x", "--parallelism=two"};
    assertThatThrownBy(() -> PipelineOptionsFactory.fromArgs(args).as(PathwayPipelineOptions.class))
        .satisfies(
            failure ->
                assertThat(FailureMessage.of(failure, args)).startsWith("Bad option --parallelism=two: not a valid `int`"));
  }

  @Test
  void of_noMessage_isTheType() {
    assertThat(FailureMessage.of(new IllegalArgumentException())).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void of_otherType_namesTheType() {
    assertThat(FailureMessage.of(new FileNotFoundException("a.txt")))
        .isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  @Test
  void of_wrappedWithoutAWord_isTheCause() {
    assertThat(FailureMessage.of(new RuntimeException(new FileNotFoundException("a.txt"))))
        .isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  @Test
  void of_carriers_isWhatTheyCarry() {
    Throwable carried = new ExecutionException(UserCodeException.wrap(new FileNotFoundException("a.txt")));
    assertThat(FailureMessage.of(carried)).isEqualTo("java.io.FileNotFoundException: a.txt");
  }

  @Test
  void of_wrappedWithAMessage_keepsTheMessage() {
    assertThat(FailureMessage.of(new RuntimeException("while reading", new FileNotFoundException("a.txt"))))
        .isEqualTo("java.lang.RuntimeException: while reading");
  }

  @Test
  void of_failedPipeline_showsWhereInUserCode() {
    ArithmeticException cause = new ArithmeticException("/ by zero");
    cause.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.lang.Math", "floorDiv", "Math.java", 1),
          new StackTraceElement("com.example.Share", "process", "Share.java", 7),
          new StackTraceElement("com.example.Main", "main", "Main.java", 9)
        });

    assertThat(FailureMessage.of(new PipelineExecutionException(cause)))
        .isEqualTo("java.lang.ArithmeticException: / by zero\n    at com.example.Share.process(Share.java:7)");
  }

  @Test
  void of_failedPipelineWithoutUserCode_isOneLine() {
    FileNotFoundException cause = new FileNotFoundException("a.txt");
    cause.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.apache.beam.sdk.io.FileIO", "read", "FileIO.java", 1)});

    assertThat(FailureMessage.of(new PipelineExecutionException(cause)))
        .isEqualTo("java.io.FileNotFoundException: a.txt");
  }
}
