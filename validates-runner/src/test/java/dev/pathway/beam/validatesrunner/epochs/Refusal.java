// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a pipeline failed because the code of the test, or Beam's transforms and views for
 * it, refused an element; anything else is a failure of the runner, whatever the input.
 */
final class Refusal {
  /** What such code throws to refuse an element; not what a broken invariant throws. */
  private static final List<Class<? extends Throwable>> TYPES =
      List.of(IllegalArgumentException.class, NoSuchElementException.class, AssertionError.class);

  /** Code that throws for who calls it. */
  private static final Pattern CALLED =
      Pattern.compile(
          "(java|jdk|sun|org\\.junit|org\\.hamcrest|org\\.apache\\.beam\\.vendor)\\..*");

  /**
   * Tests, and Beam's transforms and views: not its windows and invokers, which the runner uses.
   */
  private static final Pattern REFUSING =
      Pattern.compile(
          ".*\\.\\w+Tests?(\\$.*)?|org\\.apache\\.beam\\.sdk\\.(transforms|values)\\.\\w+(\\$.*)?");

  private Refusal() {}

  /** Returns whether a run failed for nothing but that. */
  static boolean is(RuntimeException failure) {
    return failure instanceof PipelineExecutionException
        && isThrown(failure.getCause())
        && Arrays.stream(failure.getSuppressed()).allMatch(Refusal::isThrown);
  }

  private static boolean isThrown(@Nullable Throwable thrown) {
    if (thrown == null || !Arrays.stream(thrown.getSuppressed()).allMatch(Refusal::isThrown)) {
      return false;
    }
    Throwable cause = thrown.getCause();
    return cause == null ? isThrownByTest(thrown) : isThrown(cause);
  }

  private static boolean isThrownByTest(Throwable root) {
    return TYPES.stream().anyMatch(type -> type.isInstance(root))
        && Arrays.stream(root.getStackTrace())
            .map(StackTraceElement::getClassName)
            .filter(name -> !CALLED.matcher(name).matches())
            .findFirst()
            .filter(name -> REFUSING.matcher(name).matches())
            .isPresent();
  }
}
