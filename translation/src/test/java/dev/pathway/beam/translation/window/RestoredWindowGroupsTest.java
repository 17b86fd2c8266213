// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.fixture.Restarts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RestoredWindowGroupsTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Windows of any kind, and panes by any trigger, go on as if nothing had happened. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_theSamePanes(long seed) throws Exception {
    Restarts.Outcome expected = restarts(seed).undisturbed();

    assertThat(restarts(seed).disturbed(() -> new MemoryBudget(1 << 20), true)).isEqualTo(expected);
    assertThat(restarts(seed).disturbed(() -> new MemoryBudget(0, 0), true)).isEqualTo(expected);
    assertThat(restarts(seed).disturbed(() -> new MemoryBudget(0, 0), false)).isEqualTo(expected);
  }

  private static Restarts restarts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    WindowingStrategy<?, ?> strategy = WindowGroupsStreamTest.randomStrategy(random);
    // What has become of event time depends on all keys of a worker.
    boolean one = random.nextBoolean();
    return new Restarts(
        () -> WindowGroupsStreamTest.step(strategy),
        element -> key(element).hashCode(),
        output -> KV.of(key(output), WindowGroupsStreamTest.text(output)),
        Restarts.history(
            random,
            80,
            one ? 4 : 1,
            watermark -> bundle(strategy, watermark, random, one ? "key0" : "")));
  }

  private static String key(WindowedValue<?> element) {
    return (String) ((KV<?, ?>) element.getValue()).getKey();
  }

  private static List<WindowedValue<?>> bundle(
      WindowingStrategy<?, ?> strategy, long watermark, SplittableRandom random, String keys) {
    List<WindowedValue<?>> elements = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      try {
        WindowedValue<?> element =
            WindowGroupsStreamTest.element(strategy, watermark, random, random.nextInt(1_000));
        if (key(element).startsWith(keys)) {
          elements.add(element);
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return elements;
  }
}
