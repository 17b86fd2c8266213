// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.util.UserCodeException;

/** What a failure says to the person who started the program: what went wrong, and where in whose code. */
final class FailureMessage {
  /** Types that say nothing that their message does not say better. */
  private static final List<Class<? extends Throwable>> MESSAGE_IS_ENOUGH =
      List.of(
          PipelineExecutionException.class,
          IllegalArgumentException.class,
          IllegalStateException.class,
          UnsupportedOperationException.class);

  /** Types that only carry another failure. */
  private static final List<Class<? extends Throwable>> CARRIERS =
      List.of(ExecutionException.class, CompletionException.class, UserCodeException.class);

  /** Packages in which no one who wrote a pipeline looks for the mistake. */
  private static final List<String> NOT_USER_CODE =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "org.apache.beam.",
          "com.hazelcast.",
          "dev.pathway.beam.state.",
          "dev.pathway.beam.engine.",
          "dev.pathway.beam.translation.",
          "dev.pathway.beam.connectors.",
          "dev.pathway.beam.runner.");

  private FailureMessage() {}

  /** Returns the message for a failure. */
  static String of(Throwable failure) {
    Throwable told = withoutCarriers(failure);
    return text(told) + where(told).map(frame -> "\n    at " + frame).orElse("");
  }

  private static Throwable withoutCarriers(Throwable failure) {
    Throwable told = failure;
    for (Throwable cause = told.getCause(); cause != null; cause = told.getCause()) {
      if (!CARRIERS.contains(told.getClass()) && !repeats(told, cause)) {
        break;
      }
      told = cause;
    }
    return told;
  }

  /** Returns whether an exception was made around its cause without anything added. */
  private static boolean repeats(Throwable failure, Throwable cause) {
    return failure.getClass() == RuntimeException.class && cause.toString().equals(failure.getMessage());
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    boolean enough =
        message != null
            && !message.isBlank()
            && MESSAGE_IS_ENOUGH.stream().anyMatch(type -> type.isInstance(failure));
    return enough ? message : failure.toString();
  }

  /** Returns the innermost frame of user code in the failure of a pipeline that ran. */
  private static Optional<StackTraceElement> where(Throwable failure) {
    if (!(failure instanceof PipelineExecutionException)) {
      return Optional.empty();
    }
    return Stream.iterate(failure.getCause(), cause -> cause != null, Throwable::getCause)
        .flatMap(cause -> Stream.of(cause.getStackTrace()))
        .filter(frame -> NOT_USER_CODE.stream().noneMatch(frame.getClassName()::startsWith))
        .findFirst();
  }
}
