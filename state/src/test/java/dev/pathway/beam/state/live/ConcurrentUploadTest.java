// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads and merges on threads of their own. */
class ConcurrentUploadTest {
  private static final int SNAPSHOTS = 20;

  @TempDir Path folder;
  private final ExecutorService uploads = Executors.newSingleThreadExecutor();
  private final ExecutorService merges = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    uploads.shutdownNow();
    merges.shutdownNow();
  }

  @Test
  void changes_duringAnUpload_areThoseOfTheNext() throws Exception {
    MapSegmentStore store = new MapSegmentStore();
    SplittableRandom random = new SplittableRandom(5);
    try (JobFixture job = new JobFixture(folder, store, 64 << 10, merges)) {
      job.start(2, 0);
      for (int i = 0; i < SNAPSHOTS; i++) {
        change(job, random);
        List<Pending> pending = job.seal();
        TreeMap<String, String> sealed = new TreeMap<>(job.expected());
        long snapshot = job.snapshot();
        Future<?> upload =
            uploads.submit(
                () -> {
                  for (Pending each : pending) {
                    each.upload();
                  }
                  return null;
                });
        change(job, random);
        job.checkAll();
        upload.get();
        job.commit(snapshot, sealed);
        if (i % 5 == 4) {
          job.start(1 + i / 5, i);
          assertThat(job.attempt().baseSnapshot()).isEqualTo(snapshot);
          job.checkAll();
        }
      }
    }
  }

  private static void change(JobFixture job, SplittableRandom random) throws IOException {
    for (int i = 0; i < 400; i++) {
      int partition = random.nextInt(JobFixture.PARTITIONS);
      String key = Integer.toString(random.nextInt(300));
      switch (random.nextInt(6)) {
        case 0 -> job.remove("cells", partition, key);
        case 1 -> job.checkGet("cells", partition, key);
        case 2 -> job.checkScan("cells", partition, key.substring(0, 1));
        default -> job.put("cells", partition, key, "v".repeat(50) + i);
      }
    }
  }
}
