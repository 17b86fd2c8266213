// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.benchmarks.job.JobReport;
import dev.pathway.beam.benchmarks.job.JobSettings;
import dev.pathway.beam.benchmarks.job.PlainJob;
import dev.pathway.beam.benchmarks.workload.Digest;
import dev.pathway.beam.benchmarks.workload.Discipline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobRunnerTest {

  @TempDir private Path directory;

  @Test
  void run_plainJob_measuresItAndCleansUp() throws Exception {
    RunRecord record = run(PlainJob.class, "chain", 60);

    assertThat(record.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(record.digest()).extracting(Digest::count).isEqualTo(100L);
    assertThat(record.measurement())
        .satisfies(
            measurement -> {
              assertThat(measurement.wallMillis()).isPositive();
              assertThat(measurement.wallMillis()).isGreaterThan(measurement.jobMillis());
            });
    assertThat(directory.resolve("results").resolve("scratch")).doesNotExist();
  }

  @Test
  void run_jobThatFails_saysWhereToLook() throws Exception {
    RunRecord record = run(FailingJob.class, "chain", 60);

    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.problem()).contains("exit code 1", "chain-tested-full-100-1.log");
    assertThat(directory.resolve("results/logs/chain-tested-full-100-1.log"))
        .content()
        .contains("it failed");
  }

  @Test
  void run_jobThatHangs_isKilledAndItsThreadsAreInTheLog() throws Exception {
    RunRecord record = run(HangingJob.class, "chain", 2);

    assertThat(record.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(record.problem()).contains("killed after 2 s");
    assertThat(directory.resolve("results/logs/chain-tested-full-100-1.log"))
        .content()
        .contains("HangingJob.main");
  }

  @Test
  void run_outputUnlikeTheDigest_fails() throws Exception {
    RunRecord record = run(LyingJob.class, "wordcount", 60);

    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.problem()).contains("0 elements", "but the job counted 5 elements");
  }

  private RunRecord run(Class<?> mainClass, String workload, long timeLimitSeconds)
      throws IOException, InterruptedException {
    Contestant contestant =
        new Contestant(
            "tested",
            "a job of this test",
            "test",
            mainClass.getName(),
            Set.of(Discipline.THROUGHPUT),
            List.of(),
            List.of());
    return new JobRunner(
            List.of(contestant),
            Classpaths.of(Map.of("test", System.getProperty("java.class.path"))),
            new RunSettings("64m", 1, timeLimitSeconds, List.of()),
            new Invocation("test", "abc"),
            directory.resolve("data"),
            directory.resolve("results"))
        .run(new RunKey(workload, contestant.name(), JobKind.FULL, 100, 1));
  }

  /** Throws. */
  static final class FailingJob {
    private FailingJob() {}

    public static void main(String[] arguments) {
      Objects.requireNonNull(System.getProperty("not.set"), "it failed");
    }
  }

  /** Does not return. */
  static final class HangingJob {
    private HangingJob() {}

    public static void main(String[] arguments) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  /** Reports words it has not written. */
  static final class LyingJob {
    private LyingJob() {}

    public static void main(String[] arguments) throws IOException {
      new JobReport(new Digest(5, 5), 1, 1, 1, Map.of())
          .store(JobSettings.from(System.getProperties()).report());
    }
  }
}
