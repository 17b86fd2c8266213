// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.launcher.TestIdentifier;

final class SlowTestStacksTest {
  private static final TestIdentifier TEST =
      TestIdentifier.from(
          new AbstractTestDescriptor(UniqueId.forEngine("fake").append("test", "slow"), "slow") {
            @Override
            public TestDescriptor.Type getType() {
              return TestDescriptor.Type.TEST;
            }
          });

  private final CountDownLatch printed = new CountDownLatch(1);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out =
      new PrintStream(bytes, true, UTF_8) {
        @Override
        public void println(Object text) {
          super.println(text);
          printed.countDown();
        }
      };

  @Test
  void executionStarted_notFinishedInTime_printsTheStacksOfAllThreads() throws Exception {
    SlowTestStacks stacks = new SlowTestStacks(out, Duration.ofMillis(1));

    stacks.executionStarted(TEST);

    assertThat(printed.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(bytes.toString(UTF_8))
        .contains("[test:slow]")
        .contains("\"" + Thread.currentThread().getName() + "\"")
        .contains("executionStarted_notFinishedInTime_printsTheStacksOfAllThreads");
  }

  @Test
  void executionFinished_inTime_printsNothing() {
    SlowTestStacks stacks = new SlowTestStacks(out, Duration.ofDays(1));

    stacks.executionStarted(TEST);
    stacks.executionFinished(TEST, TestExecutionResult.successful());

    assertThat(stacks.pending()).isZero();
    assertThat(bytes.size()).isZero();
  }
}
