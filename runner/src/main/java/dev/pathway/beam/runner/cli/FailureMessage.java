// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import dev.pathway.beam.translation.UnsupportedPipelineException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.util.UserCodeException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure says to the person who started the program: what went wrong, and where in whose
 * code.
 */
final class FailureMessage {
  /** Types that say nothing that their message does not say better. */
  private static final List<Class<? extends Throwable>> MESSAGE_IS_ENOUGH =
      List.of(
          IllegalArgumentException.class,
          IllegalStateException.class,
          NotFoundException.class,
          UnsupportedOperationException.class,
          UnsupportedPipelineException.class,
          UsageException.class);

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

  /**
   * What an option's value that cannot be converted is reported with: the value, but not the
   * option.
   */
  private static final Pattern BAD_VALUE =
      Pattern.compile("Cannot deserialize value .* from String \"(.*?)\": (.*)");

  /** What a value is reported with that the type of its option itself refuses, and says why. */
  private static final Pattern REFUSED_VALUE =
      Pattern.compile("Cannot construct instance of .*, problem: (.*)");

  private FailureMessage() {}

  /** Returns the message for a failure of a program that was started with the given arguments. */
  static String of(Throwable failure, String... args) {
    String missing = MissingModule.message(failure);
    if (missing != null) {
      return missing;
    }
    Throwable told = withoutCarriers(failure);
    return badOption(told, args).orElseGet(() -> explained(told));
  }

  private static Optional<String> badOption(Throwable failure, String[] args) {
    if (!(failure instanceof IllegalArgumentException)) {
      return Optional.empty();
    }
    String message = String.valueOf(failure.getMessage());
    Matcher refused = REFUSED_VALUE.matcher(message);
    if (refused.lookingAt()) {
      return Optional.of(refused.group(1));
    }
    Matcher bad = BAD_VALUE.matcher(message);
    return bad.lookingAt()
        ? Stream.of(args)
            .filter(arg -> arg.startsWith("--") && arg.endsWith("=" + bad.group(1)))
            .findFirst()
            .map(arg -> "Bad option " + arg + ": " + bad.group(2))
        : Optional.empty();
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
    return failure.getClass() == RuntimeException.class
        && cause.toString().equals(failure.getMessage());
  }

  private static String explained(Throwable failure) {
    if (failure instanceof PipelineExecutionException) {
      return failure.getMessage() + where(failure.getCause());
    }
    String message = failure.getMessage();
    return message != null && !message.isBlank() && MESSAGE_IS_ENOUGH.contains(failure.getClass())
        ? message
        : failure + where(failure);
  }

  /**
   * Returns where in user code a failure, or what caused it, was thrown, as a line of its own;
   * empty if nowhere.
   */
  private static String where(@Nullable Throwable failure) {
    for (Throwable thrown = failure; thrown != null; thrown = thrown.getCause()) {
      for (StackTraceElement frame : thrown.getStackTrace()) {
        if (NOT_USER_CODE.stream().noneMatch(frame.getClassName()::startsWith)) {
          return "\n    at " + frame;
        }
      }
    }
    return "";
  }
}
