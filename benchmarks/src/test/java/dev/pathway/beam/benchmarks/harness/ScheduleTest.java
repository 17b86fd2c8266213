// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.benchmarks.workload.Workload;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

  private static final Workload CHAIN = Workloads.named("chain");
  private static final Workload STARTUP = Workloads.named("startup");
  private static final List<Contestant> CONTESTANTS = Contestants.all(2).subList(0, 3);

  @Test
  void of_oneRepetition_takesTurnsOnEmptyAndFullJob() {
    List<RunKey> schedule = Schedule.of(List.of(CHAIN), CONTESTANTS, 0.5, 1);

    assertThat(schedule)
        .extracting(RunKey::toFileName)
        .containsExactly(
            "chain-pathway-empty-10000000-1",
            "chain-flink-tuned-empty-10000000-1",
            "chain-flink-empty-10000000-1",
            "chain-pathway-full-10000000-1",
            "chain-flink-tuned-full-10000000-1",
            "chain-flink-full-10000000-1");
  }

  @Test
  void of_severalRepetitions_anotherContestantBegins() {
    List<RunKey> schedule = Schedule.of(List.of(STARTUP), CONTESTANTS, 1, 3);

    assertThat(schedule)
        .extracting(RunKey::contestant)
        .containsExactly(
            "pathway",
            "flink-tuned",
            "flink",
            "flink-tuned",
            "flink",
            "pathway",
            "flink",
            "pathway",
            "flink-tuned");
  }

  @Test
  void of_workloadWithoutEmptyJob_hasFullJobsOnly() {
    assertThat(Schedule.of(List.of(STARTUP), CONTESTANTS, 1, 2))
        .extracting(RunKey::kind)
        .containsOnly(JobKind.FULL);
  }

  @Test
  void of_workloadForSome_leavesTheOthersOut() {
    assertThat(
            Schedule.of(
                List.of(Workloads.named("stream-latency"), Workloads.named("idle-keys-few")),
                Contestants.all(2),
                1,
                1))
        .extracting(key -> key.workload() + " " + key.contestant())
        .containsExactly(
            "stream-latency pathway",
            "stream-latency flink-tuned",
            "stream-latency flink",
            "stream-latency flink-latency",
            "idle-keys-few pathway");
  }

  @Test
  void inputSize_emptyJob_isZero() {
    assertThat(Schedule.of(List.of(CHAIN), CONTESTANTS.subList(0, 1), 0.5, 1))
        .extracting(RunKey::inputSize)
        .containsExactly(0L, 10_000_000L);
  }
}
