// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.Restarts;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DeduplicationTest {
  private static final long MINUTE = 60_000;

  private final Job job = Jobs.create();

  DeduplicationTest() {
    job.clock().stopAt(0);
  }

  private StepHarness harness(Deduplication deduplication) throws Exception {
    StepHarness harness = new StepHarness(deduplication, job);
    harness.setup();
    return harness;
  }

  private static WindowedValue<?> record(int id, long value) {
    return WindowedValues.timestampedValueInGlobalWindow(
        new ValueWithRecordId<>(value, new byte[] {(byte) id, 7}), Instant.ofEpochMilli(value));
  }

  private static List<Object> values(StepHarness harness) {
    return harness.outputs(0).stream().map(WindowedValue::getValue).toList();
  }

  private record Seen(int id, long time) {}

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** Against a list of all ids ever seen, which is searched from its end. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomHistory_asAModelThatForgetsNothing(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int memory = random.nextInt(1, 30);
    int maxIds = random.nextInt(1, 12);
    StepHarness harness = harness(new Deduplication(memory, maxIds));
    List<Seen> seen = new ArrayList<>();
    List<Object> expected = new ArrayList<>();

    for (long value = 0; value < 500; value++) {
      job.clock().pass(random.nextInt(4));
      long now = job.clock().millis();
      int id = random.nextInt(16);
      if (!remembered(id, seen, now - memory, maxIds)) {
        expected.add(value);
      }
      seen.removeIf(other -> other.id() == id);
      seen.add(new Seen(id, now));

      harness.bundle(List.of(record(id, value)));

      assertThat(values(harness)).isEqualTo(expected);
    }
  }

  /** What was saved is remembered, each id by the worker that gets its records. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_asIfNothingHadHappened(long seed) throws Exception {
    Restarts.Outcome expected = restarts(seed).undisturbed();

    assertThat(restarts(seed).disturbed(() -> new MemoryBudget(1 << 20), true)).isEqualTo(expected);
  }

  private static Restarts restarts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int memory = random.nextInt(1, 60);
    return new Restarts(
        () -> new Deduplication(memory, 100),
        element -> RecordIds.of((ValueWithRecordId<?>) element.getValue()).hashCode(),
        output -> KV.of(String.valueOf(output.getValue()), "once"),
        Restarts.history(
            random,
            150,
            4,
            watermark -> {
              int id = random.nextInt(20);
              return List.of(record(id, 100L * id + random.nextInt(3)));
            }));
  }

  /** Returns whether an id is among the last different ones, and was seen after a time. */
  private static boolean remembered(int id, List<Seen> seen, long after, int maxIds) {
    List<Seen> kept = seen.subList(Math.max(0, seen.size() - maxIds), seen.size());
    return kept.stream().anyMatch(other -> other.id() == id && other.time() > after);
  }

  @Test
  void process_idSeenAgainInTime_isRememberedFromThenOn() throws Exception {
    StepHarness harness = harness(new Deduplication());

    harness.bundle(List.of(record(1, 10)));
    job.clock().pass(9 * MINUTE);
    harness.bundle(List.of(record(1, 11)));
    job.clock().pass(9 * MINUTE);
    harness.bundle(List.of(record(1, 12)));
    job.clock().pass(10 * MINUTE);
    harness.bundle(List.of(record(1, 13)));

    assertThat(values(harness)).containsExactly(10L, 13L);
  }

  @Test
  void process_anyRecord_keepsItsTimestampAndWindow() throws Exception {
    StepHarness harness = harness(new Deduplication());

    harness.bundle(List.of(record(1, 10)));

    assertThat(harness.outputs(0))
        .isEqualTo(
            List.of(WindowedValues.timestampedValueInGlobalWindow(10L, Instant.ofEpochMilli(10))));
  }
}
