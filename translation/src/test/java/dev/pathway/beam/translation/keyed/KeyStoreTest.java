// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MemoryState;
import dev.pathway.beam.translation.fixture.Restarts;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyStoreTest {
  private static final KvKeys KEYS = KvKeys.of(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Whatever is lost and whenever, and however little memory there is, nobody notices. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_asIfNothingHadHappened(long seed) throws Exception {
    Restarts.Outcome expected = restarts(seed).undisturbed();

    assertThat(restarts(seed).disturbed(KeyStoreTest::enough, true)).isEqualTo(expected);
    assertThat(restarts(seed).disturbed(KeyStoreTest::none, true)).isEqualTo(expected);
    assertThat(restarts(seed).disturbed(() -> some(seed), true)).isEqualTo(expected);
    assertThat(restarts(seed).disturbed(KeyStoreTest::none, false)).isEqualTo(expected);
  }

  /** Keeps the text of each element, by key. */
  private static final class Texts implements KeyedFn {
    private final StateTag<? extends ValueState<?>> tag;
    private @Nullable CurrentKey current;

    Texts(Coder<?> coder) {
      tag = StateTags.value("text", coder);
    }

    @Override
    public void setup(StepContext context, CurrentKey key) {
      current = key;
    }

    @Override
    @SuppressWarnings("unchecked") // of the coder's values
    public void process(WindowedValue<Object> element) {
      StateInternals states = Objects.requireNonNull(current).stateInternals();
      ValueState<Object> state = (ValueState<Object>) states.state(StateNamespaces.global(), tag);
      Object value = ((KV<?, ?>) element.getValue()).getValue();
      if (value == null) {
        state.read();
      } else {
        state.write(value);
      }
    }

    @Override
    public void onTimer(TimerData timer) {}

    @Override
    public boolean awaitsProcessingTime() {
      return false;
    }

    @Override
    public Coder<? extends BoundedWindow> windowCoder() {
      return GlobalWindow.Coder.INSTANCE;
    }
  }

  private static StepHarness texts(Job job, Coder<?> coder, MemoryState state) throws Exception {
    StepHarness harness =
        new StepHarness(
            new KeyedSpec(KEYS, () -> new Texts(coder), KeyedSpec.Input.ONE_BY_ONE), job);
    harness.setup();
    harness.fn().restore(state);
    return harness;
  }

  private static List<WindowedValue<?>> element(String key, @Nullable Object value) {
    return List.of(WindowedValues.valueInGlobalWindow(KV.of(key, value)));
  }

  private static MemoryState saved(String... keys) throws Exception {
    MemoryState state = new MemoryState(0, 1, true);
    StepHarness harness = texts(Jobs.streaming(), StringUtf8Coder.of(), state);
    for (String key : keys) {
      harness.bundle(element(key, "value of " + key));
    }
    harness.fn().save(1);
    return state;
  }

  @Test
  void restore_damagedEntry_failsWhereTheKeyIsUsed() throws Exception {
    MemoryState state = saved("good", "bad");
    StepHarness harness = texts(Jobs.streaming(), StringUtf8Coder.of(), state);
    harness.bundle(element("good", null));
    state.replaceAll('k', new byte[] {1, 0, 0, 99});
    harness.bundle(element("good", null));

    assertThatThrownBy(() -> harness.bundle(element("bad", null)))
        .isInstanceOf(StoredKeyException.class)
        .hasMessageContaining("decode the states of key 'bad' of 'step'");
  }

  @Test
  void restore_otherCoder_saysWhichStateOfWhichKey() throws Exception {
    MemoryState state = saved("key");
    StepHarness harness = texts(Jobs.streaming(), VarIntCoder.of(), state);

    assertThatThrownBy(() -> harness.bundle(element("key", null)))
        .isInstanceOf(StoredKeyException.class)
        .hasMessageContaining("Cannot decode state 'text' of key 'key' of 'step'");
  }

  @Test
  void save_valueItsCoderRejects_saysWhichStateOfWhichKey() throws Exception {
    StepHarness harness = texts(Jobs.streaming(), VarIntCoder.of(), new MemoryState(0, 1, true));
    harness.bundle(element("key", "a text"));

    assertThatThrownBy(() -> harness.fn().save(1))
        .isInstanceOf(StoredKeyException.class)
        .hasMessageContaining("Cannot encode state 'text' of key 'key' of 'step'");
  }

  @Test
  void save_nothingUsedSince_putsNothing() throws Exception {
    MemoryState state = new MemoryState(0, 1, true);
    StepHarness harness = texts(Jobs.streaming(), StringUtf8Coder.of(), state);
    harness.bundle(element("a", "1"));
    harness.bundle(element("b", "2"));
    harness.fn().save(1);
    int puts = state.puts();
    harness.fn().save(2);
    assertThat(state.puts()).isEqualTo(puts);
    harness.bundle(element("b", "3"));
    harness.fn().save(3);

    assertThat(state.puts()).isEqualTo(puts + 1);
  }

  /** Much more than memory; without it the values alone would be 20 MB. */
  @Test
  void process_moreThanMemory_staysWithinTheBudget() throws Exception {
    MemoryBudget budget = new MemoryBudget(1 << 20, 1 << 16);
    Job job = Jobs.streaming(budget);
    MemoryState state = new MemoryState(0, 1, false);
    StepHarness harness = texts(job, StringUtf8Coder.of(), state);
    for (int i = 0; i < 20_000; i++) {
      harness.bundle(element("key" + i, "x".repeat(1_000)));
      // What was put away is not all on the heap at once again.
      harness.bundle(element("key" + i / 2, null));
      assertThat(budget.usedBytes()).isLessThan(2 << 20);
    }

    assertThat(state.size()).isGreaterThan(19_000);
    harness.fn().teardown();
    assertThat(budget.usedBytes()).isZero();
  }

  /** A job whose state fits does not use the place for what does not. */
  @Test
  void process_enoughMemory_putsNothing() throws Exception {
    MemoryState state = new MemoryState(0, 1, false);
    StepHarness harness =
        texts(Jobs.streaming(new MemoryBudget(1 << 30)), StringUtf8Coder.of(), state);
    for (int i = 0; i < 20_000; i++) {
      harness.bundle(element("key" + i, "x".repeat(100)));
    }

    assertThat(state.puts()).isZero();
  }

  private static MemoryBudget enough() {
    return new MemoryBudget(1 << 20);
  }

  private static MemoryBudget none() {
    return new MemoryBudget(0, 0);
  }

  private static MemoryBudget some(long seed) {
    return new MemoryBudget(new SplittableRandom(seed).nextInt(20_000), 0);
  }

  private static Restarts restarts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int keys = 1 + random.nextInt(20);
    return new Restarts(
        () -> new KeyedSpec(KEYS, AllStates::new, KeyedSpec.Input.ONE_BY_ONE),
        element -> KEYS.identity(element.getValue()).hashCode(),
        output -> {
          KV<?, ?> pair = (KV<?, ?>) output.getValue();
          return KV.of(String.valueOf(pair.getKey()), String.valueOf(pair.getValue()));
        },
        Restarts.history(random, 120, 4, watermark -> bundle(random, keys, watermark)));
  }

  private static List<WindowedValue<?>> bundle(SplittableRandom random, int keys, long watermark) {
    List<WindowedValue<?>> elements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      elements.add(
          WindowedValues.of(
              KV.of("key" + random.nextInt(keys), random.nextLong()),
              Instant.ofEpochMilli(watermark),
              GlobalWindow.INSTANCE,
              PaneInfo.NO_FIRING));
    }
    return elements;
  }
}
