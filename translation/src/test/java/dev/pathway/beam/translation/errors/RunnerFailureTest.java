// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pathway.beam.engine.operator.Partitions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunnerFailureTest {
  @Test
  void isOne_thrownByTheEngine_true() {
    Throwable failure = catchThrowable(() -> new Partitions(new int[] {0}, 2, 0));

    assertThat(failure).isInstanceOf(IllegalArgumentException.class);
    assertThat(RunnerFailure.isOne(failure)).isTrue();
  }

  @Test
  void isOne_thrownByTheLibraryForTheState_true() {
    Throwable failure = new IndexOutOfBoundsException("no byte");
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.nio.Buffer", "checkIndex", "Buffer.java", 1),
          new StackTraceElement("dev.pathway.beam.state.segment.Any", "read", "Any.java", 1),
          new StackTraceElement("com.example.UsersFn", "process", "UsersFn.java", 1)
        });

    assertThat(RunnerFailure.isOne(failure)).isTrue();
  }

  @Test
  void isOne_thrownByUserCode_false() {
    Throwable own = catchThrowable(RunnerFailureTest::fail);
    Throwable byTheLibrary = catchThrowable(() -> Integer.parseInt("much"));
    Throwable inALambda = catchThrowable(() -> List.of("much").forEach(Integer::parseInt));
    Throwable without = new RuntimeException("nothing is known", null, false, false) {};

    assertThat(List.of(own, byTheLibrary, inALambda, without)).noneMatch(RunnerFailure::isOne);
  }

  private static void fail() {
    throw new IllegalStateException("own");
  }
}
