// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import static dev.pathway.beam.translation.dofn.ParDos.ENCODABILITY;
import static dev.pathway.beam.translation.dofn.ParDos.IMMUTABILITY;
import static dev.pathway.beam.translation.dofn.ParDos.NONE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;

final class ElementChecksTest {
  private static final int LARGE = 100_000;

  @Test
  void process_functionThatChangesItsInput_isNamed() {
    DoFn<byte[], byte[]> fn =
        new DoFn<byte[], byte[]>() {
          @ProcessElement
          public void process(@Element byte[] element) {
            element[0]++;
          }
        };

    for (int size : List.of(1, LARGE)) {
      assertThatThrownBy(() -> run(fn, IMMUTABILITY, new byte[size]))
          .isInstanceOf(IllegalMutationException.class)
          .hasMessageContaining("'step' must not change its input");
    }
  }

  @Test
  void process_functionThatChangesAnEarlierInput_isFoundAtTheEndOfTheBundle() {
    DoFn<byte[], byte[]> fn =
        new DoFn<byte[], byte[]>() {
          private final List<byte[]> seen = new ArrayList<>();

          @ProcessElement
          public void process(@Element byte[] element) {
            seen.add(element);
          }

          @FinishBundle
          public void finish() {
            seen.get(0)[0]++;
          }
        };

    assertThatThrownBy(() -> run(fn, IMMUTABILITY, new byte[1], new byte[1]))
        .isInstanceOf(IllegalMutationException.class)
        .hasMessageContaining("'step' must not change its input");
  }

  @Test
  void process_functionThatChangesWhatItPutOut_isNamed() {
    for (int size : List.of(1, LARGE)) {
      assertThatThrownBy(() -> run(new Reuse(size), IMMUTABILITY, new byte[0]))
          .isInstanceOf(IllegalMutationException.class)
          .hasMessageContaining("'step' must not change an element after emitting it");
    }
  }

  @Test
  void process_functionThatChangesAnOutputOfAnEarlierElement_isFoundAtTheEndOfTheBundle() {
    DoFn<byte[], byte[]> fn =
        new DoFn<byte[], byte[]>() {
          private final byte[] reused = new byte[1];

          @ProcessElement
          public void process(OutputReceiver<byte[]> output) {
            reused[0]++;
            output.output(reused);
          }
        };

    assertThatThrownBy(() -> run(fn, IMMUTABILITY, new byte[0], new byte[0]))
        .isInstanceOf(IllegalMutationException.class);
    assertThatCode(() -> run(fn, IMMUTABILITY, new byte[0])).doesNotThrowAnyException();
  }

  @Test
  void finishBundle_changedOutputOfItsOwn_isFound() {
    DoFn<byte[], byte[]> fn =
        new DoFn<byte[], byte[]>() {
          @ProcessElement
          public void process() {}

          @FinishBundle
          public void finish(FinishBundleContext context) {
            byte[] last = new byte[1];
            context.output(last, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
            last[0]++;
          }
        };

    assertThatThrownBy(() -> run(fn, IMMUTABILITY, new byte[0]))
        .isInstanceOf(IllegalMutationException.class)
        .hasMessageContaining("after emitting it");
  }

  @Test
  void process_bundleOfMany_changeIsFoundBeforeItsEnd() {
    DoFn<byte[], byte[]> fn =
        new DoFn<byte[], byte[]>() {
          private final byte[] reused = new byte[1000];
          private int emitted;

          @ProcessElement
          public void process(OutputReceiver<byte[]> output) {
            reused[0]++;
            output.output(reused);
            if (++emitted > 100_000) {
              throw new AssertionError("not found");
            }
          }
        };
    byte[][] many = new byte[200_000][];
    Arrays.fill(many, new byte[0]);

    assertThatThrownBy(() -> run(fn, IMMUTABILITY, many))
        .isInstanceOf(IllegalMutationException.class)
        .hasMessageContaining("after emitting it");
  }

  @Test
  void output_manyOfOneElement_areNotAllKept() {
    ElementChecks checks =
        requireNonNull(
            ElementChecks.of(ParDos.spec(new Copy(), ByteArrayCoder.of(), IMMUTABILITY)));
    Receiver output = checks.output(new Output(ParDos.MAIN, ByteArrayCoder.of()), element -> {});
    List<WeakReference<byte[]>> emitted = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] value = new byte[i % 2 == 0 ? LARGE : LARGE / 5];
      emitted.add(new WeakReference<>(value));
      output.accept(WindowedValues.valueInGlobalWindow(value));
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return emitted.get(0).get() == null && emitted.get(1).get() == null;
            });
  }

  @Test
  void process_checksOff_nothingIsFound() {
    assertThatCode(() -> run(new Reuse(1), NONE, new byte[0])).doesNotThrowAnyException();
    assertThatCode(() -> run(new Reuse(1), ENCODABILITY, new byte[0])).doesNotThrowAnyException();
  }

  @Test
  void process_functionThatKeepsToTheRules_passes() throws Exception {
    List<WindowedValue<Object>> output =
        run(
            new Copy(),
            new Checks(true, true),
            ByteArrayCoder.of(),
            new byte[] {1},
            new byte[LARGE]);

    assertThat(output).hasSize(2);
    assertThat(output.get(0).getValue()).isEqualTo(new byte[] {1});
  }

  @Test
  void process_outputThatCannotBeEncoded_namesStepValueAndCoder() {
    assertThatThrownBy(() -> run(new Copy(), ENCODABILITY, new Unable(true), new byte[1]))
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'step' emitted the value")
        .hasMessageContaining("its coder Unable cannot encode and decode: no way in");
    assertThatThrownBy(() -> run(new Copy(), ENCODABILITY, new Unable(false), new byte[1]))
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no way out");
  }

  @Test
  void process_encodabilityChecked_whatCameThroughTheCoderIsHandedOn() throws Exception {
    Same fn = new Same();

    List<WindowedValue<Object>> output = run(fn, ENCODABILITY, ByteArrayCoder.of(), new byte[] {1});

    assertThat(output.get(0).getValue()).isEqualTo(Same.ONLY).isNotSameAs(Same.ONLY);
  }

  private static void run(DoFn<byte[], byte[]> fn, Checks checks, byte[]... elements)
      throws Exception {
    run(fn, checks, ByteArrayCoder.of(), elements);
  }

  private static List<WindowedValue<Object>> run(
      DoFn<byte[], byte[]> fn, Checks checks, Coder<byte[]> coder, byte[]... elements)
      throws Exception {
    StepHarness harness = new StepHarness(ParDos.spec(fn, coder, checks), Jobs.create());
    harness.setup();
    List<WindowedValue<byte[]>> bundle = new ArrayList<>();
    for (byte[] element : elements) {
      bundle.add(WindowedValues.valueInGlobalWindow(element));
    }
    harness.bundle(bundle);
    return harness.outputs(0);
  }

  /** Puts one array out, then changes it. */
  private static final class Reuse extends DoFn<byte[], byte[]> {
    private final int size;

    Reuse(int size) {
      this.size = size;
    }

    @ProcessElement
    public void process(OutputReceiver<byte[]> output) {
      byte[] value = new byte[size];
      output.output(value);
      value[0]++;
    }
  }

  private static final class Copy extends DoFn<byte[], byte[]> {
    @ProcessElement
    public void process(@Element byte[] element, OutputReceiver<byte[]> output) {
      output.output(element.clone());
    }
  }

  private static final class Same extends DoFn<byte[], byte[]> {
    private static final byte[] ONLY = {5};

    @ProcessElement
    public void process(OutputReceiver<byte[]> output) {
      output.output(ONLY);
    }
  }

  /** Fails to encode or to decode. */
  private static final class Unable extends CustomCoder<byte[]> {
    private final boolean in;

    Unable(boolean in) {
      this.in = in;
    }

    @Override
    public void encode(byte[] value, OutputStream out) throws CoderException {
      if (in) {
        throw new CoderException("no way in");
      }
    }

    @Override
    public byte[] decode(InputStream in) throws CoderException {
      throw new CoderException("no way out");
    }

    @Override
    public String toString() {
      return "Unable";
    }
  }
}
