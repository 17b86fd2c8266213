// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.fixture.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;

final class HeldOutputsTest {
  private final List<Object> received = new ArrayList<>();
  private final HeldOutputs held = new HeldOutputs(Jobs.create());
  private final Receiver receiver =
      held.in(
          element -> received.add(((WindowedValue<?>) element).getValue()),
          StringUtf8Coder.of(),
          GlobalWindow.Coder.INSTANCE);

  private void output(String value) {
    receiver.accept(WindowedValues.valueInGlobalWindow(value));
  }

  @Test
  void accept_notHolding_passesOn() {
    output("a");

    assertThat(received).containsExactly("a");
  }

  @Test
  void release_afterHolding_handsOverInOrder() {
    held.hold();
    output("a");
    output("b");
    assertThat(received).isEmpty();

    held.release();
    output("c");

    assertThat(received).containsExactly("a", "b", "c");
  }

  @Test
  void drop_whatWasHeld_neverComes() {
    held.hold();
    output("a");
    held.drop();
    held.hold();
    output("b");
    held.release();

    assertThat(received).containsExactly("b");
  }

  @Test
  void release_moreThanMemoryIsFor_inOrderAndOnce() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(i + "x".repeat(i < 4 ? 1 << 20 : 10));
    }
    held.hold();
    all.forEach(this::output);
    held.release();

    assertThat(received).isEqualTo(all);
  }

  @Test
  void hold_diskThatIsFull_isKnownNotToBeTheElementsFault() {
    HeldOutputs onFullDisk =
        new HeldOutputs(
            new Job(
                "id",
                "test",
                JobSettings.batch(2),
                new MemoryBudget(1 << 20),
                () -> {
                  throw new UncheckedIOException(new IOException("full"));
                }));
    Receiver full = onFullDisk.in(received::add, StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
    onFullDisk.hold();

    Throwable thrown =
        catchThrowable(
            () -> {
              for (int i = 0; i < 100; i++) {
                full.accept(WindowedValues.valueInGlobalWindow("x".repeat(1 << 20)));
              }
            });

    assertThat(thrown).hasRootCauseMessage("full").isSameAs(onFullDisk.failure());
    onFullDisk.drop();
    assertThat(received).isEmpty();
  }
}
