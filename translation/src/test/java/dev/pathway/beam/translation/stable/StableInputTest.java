// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.stable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MemoryState;
import dev.pathway.beam.translation.fixture.Restarts;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StableInputTest {
  private static final KvCoder<String, Integer> CODER =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  /** Passes elements on, with the watermark at which they came. */
  private static final class Passing implements StepFn {
    private Receiver output = element -> {};
    private long watermark = EventTime.START;

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    public void process(Object element) {
      assertThat(((WindowedValue<?>) element).getTimestamp().getMillis())
          .as("not late")
          .isGreaterThanOrEqualTo(watermark);
      output.accept(element);
    }

    @Override
    public void advance(long newWatermark) {
      assertThat(newWatermark).isGreaterThanOrEqualTo(watermark);
      watermark = newWatermark;
    }
  }

  private static StableInput spec(@Nullable KvKeys keys) {
    return new StableInput(Passing::new, coder(), keys);
  }

  @SuppressWarnings("unchecked") // of the elements of this test
  private static Coder<WindowedValue<Object>> coder() {
    Coder<?> coder = WindowedValues.getFullCoder(CODER, GlobalWindow.Coder.INSTANCE);
    return (Coder<WindowedValue<Object>>) coder;
  }

  private static WindowedValue<?> element(String key, int value, long time) {
    return WindowedValues.timestampedValueInGlobalWindow(
        KV.of(key, value), Instant.ofEpochMilli(time));
  }

  @Test
  void process_durable_onceASnapshotAfterItIsCommitted() throws Exception {
    Job job = Jobs.streaming();
    StepHarness harness = new StepHarness(spec(null), job);
    harness.setup();
    harness.fn().restore(new MemoryState(0, 1, true));

    harness.bundle(List.of(element("a", 1, 10)));
    harness.fn().save(1);
    harness.bundle(List.of(element("b", 2, 20)));
    harness.advance(100);
    assertThat(harness.fn().hold()).isEqualTo(10);
    assertThat(harness.outputs(0)).isEmpty();
    harness.fn().committed(1);
    harness.wake();

    assertThat(harness.outputs(0)).isEqualTo(List.of(element("a", 1, 10)));
    assertThat(harness.fn().hold()).isEqualTo(20);
    harness.fn().save(2);
    harness.wake();
    assertThat(harness.outputs(0)).hasSize(1);
    harness.fn().committed(2);
    harness.wake();
    assertThat(harness.outputs(0)).hasSize(2);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void process_notDurable_atOnce() throws Exception {
    StepHarness harness = new StepHarness(spec(null), Jobs.streaming());
    harness.setup();
    harness.fn().restore(new MemoryState(0, 1, false));

    harness.bundle(List.of(element("a", 1, 10)));

    assertThat(harness.outputs(0)).hasSize(1);
  }

  /** Once, in the order in which they came for each key, and not late. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_eachElementOnceAndInOrder(long seed) throws Exception {
    Restarts.Outcome expected = restarts(seed, true).undisturbed();

    assertThat(restarts(seed, true).disturbed(() -> new MemoryBudget(1), true).byKey())
        .isEqualTo(expected.byKey());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void restore_elementsWithoutKeys_eachOnce(long seed) throws Exception {
    List<String> expected = all(restarts(seed, false).undisturbed());

    assertThat(all(restarts(seed, false).disturbed(() -> new MemoryBudget(1), true)))
        .isEqualTo(expected);
  }

  private static List<String> all(Restarts.Outcome outcome) {
    List<String> all = new ArrayList<>();
    outcome.byKey().values().forEach(all::addAll);
    assertThat(new TreeSet<>(all)).hasSameSizeAs(all);
    return all.stream().sorted().toList();
  }

  private static Restarts restarts(long seed, boolean byKey) {
    SplittableRandom random = new SplittableRandom(seed);
    KvKeys keys = KvKeys.of(CODER);
    int[] next = new int[1];
    return new Restarts(
        () -> spec(byKey ? keys : null),
        element ->
            byKey
                ? keys.identity(element.getValue()).hashCode()
                : element.getTimestamp().hashCode(),
        output -> KV.of(((KV<?, ?>) output.getValue()).getKey() + "", output.toString()),
        Restarts.history(
            random,
            100,
            4,
            watermark -> {
              List<WindowedValue<?>> elements = new ArrayList<>();
              for (int i = random.nextInt(3); i >= 0; i--) {
                long time = watermark + random.nextInt(20);
                elements.add(element("key" + random.nextInt(4), next[0]++, time));
              }
              return elements;
            }));
  }
}
