// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small history that ends, or goes on with an error, at each call of the store in turn. */
class CrashTest {
  private static final String WANTED = "as the test wants it to";

  @TempDir Path folder;

  /** What a call does that is not to succeed. */
  enum Failure {
    ONCE_BEFORE,
    ONCE_AFTERWARDS,
    FOR_EVER_BEFORE,
    FOR_EVER_AFTERWARDS;

    boolean isAfterwards() {
      return this == ONCE_AFTERWARDS || this == FOR_EVER_AFTERWARDS;
    }

    boolean isForEver() {
      return this == FOR_EVER_BEFORE || this == FOR_EVER_AFTERWARDS;
    }
  }

  @ParameterizedTest
  @EnumSource
  void failure_atAnyCall_leavesTheLastCommit(Failure failure) throws IOException {
    int call = 0;
    while (failsAt(failure, call)) {
      call++;
    }
    assertThat(call).isGreaterThan(40);
  }

  /** Returns whether the call was reached. */
  private boolean failsAt(Failure failure, int failing) throws IOException {
    MapSegmentStore store = new MapSegmentStore();
    Path spill = Files.createTempDirectory(folder, "spill");
    int[] calls = {0};
    boolean reached;
    try (JobFixture job = new JobFixture(spill, store, 1 << 14, Runnable::run)) {
      store.setFault(
          (call, name) -> {
            int number = calls[0]++;
            if (number < failing || (number > failing && !failure.isForEver())) {
              return false;
            }
            if (number == failing && failure.isAfterwards()) {
              return true;
            }
            throw new IOException("The store fails, " + WANTED);
          });
      long last = 0;
      try {
        last = history(job, 3);
      } catch (IOException e) {
        assertThat(e).hasStackTraceContaining(WANTED);
        last = returnedCommit;
      }
      reached = calls[0] > failing;
      store.setFault((call, name) -> false);
      job.start(1 + failing % 2, failing);
      assertThat(job.attempt().baseSnapshot()).isGreaterThanOrEqualTo(last);
      job.checkAll();
      long before = job.attempt().baseSnapshot();
      history(job, 1);
      job.start(2, 0);
      assertThat(job.attempt().baseSnapshot()).isGreaterThan(before);
      job.checkAll();
    }
    return reached;
  }

  private long returnedCommit;

  /** Starts, and then takes snapshots; returns the number of the last one. */
  private long history(JobFixture job, int snapshots) throws IOException {
    returnedCommit = 0;
    SplittableRandom random = new SplittableRandom(3);
    job.start(2, 0);
    for (int i = 0; i < snapshots; i++) {
      if (i == 1) {
        job.start(1, 1);
      }
      for (int change = 0; change < 40; change++) {
        int partition = random.nextInt(JobFixture.PARTITIONS);
        String key = Integer.toString(random.nextInt(20));
        if (random.nextInt(3) == 0) {
          job.remove("cells", partition, key);
        } else {
          job.put("cells", partition, key, "v".repeat(40) + i);
        }
      }
      job.snap();
      returnedCommit = job.snapshot();
    }
    return returnedCommit;
  }
}
