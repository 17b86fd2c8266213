// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What snapshots upload, in proportion to the state. */
class AmplificationTest {
  private static final int KEYS = 60_000;
  private static final int VALUE_BYTES = 100;
  private static final int PARTITIONS = 16;
  private static final int SNAPSHOTS = 50;

  @TempDir Path folder;

  @Test
  void snapshots_ofFewChanges_uploadLittle() throws IOException {
    MapSegmentStore store = new MapSegmentStore();
    SplittableRandom random = new SplittableRandom(7);
    try (SpillDirectory spill = SpillDirectory.open(folder)) {
      Attempt attempt =
          new SnapshotLog(store, "job", () -> Instant.EPOCH, warning -> {})
              .begin(Map.of("stage", 1), new byte[0]);
      int[] owned = new int[PARTITIONS];
      for (int i = 0; i < PARTITIONS; i++) {
        owned[i] = i;
      }
      LiveResources resources =
          new LiveResources(() -> spill, new MemoryBudget(16 << 20), Runnable::run);
      try (LiveStore worker = attempt.open("stage", 0, owned, resources)) {
        LiveMap map = worker.map("map");
        for (int key = 0; key < KEYS; key++) {
          put(map, key, random);
        }
        double stateBytes = upload(worker, attempt, store, 1);
        double first = 0;
        double all = 0;
        int small = 0;
        for (int i = 0; i < SNAPSHOTS; i++) {
          for (int change = 0; change < KEYS / 100; change++) {
            put(map, random.nextInt(KEYS), random);
          }
          double share = upload(worker, attempt, store, i + 2) / stateBytes;
          first = i == 0 ? share : first;
          all += share;
          small += share < 0.05 ? 1 : 0;
        }
        assertThat(first).as("uploaded by the first").isLessThan(0.05);
        assertThat(all / SNAPSHOTS).as("uploaded on average").isLessThan(0.2);
        assertThat(small).as("snapshots without a large merge").isGreaterThan(SNAPSHOTS * 3 / 4);
        double kept = 0;
        for (byte[] file : store.files().values()) {
          kept += file.length;
        }
        assertThat(kept / stateBytes).as("kept for two snapshots").isLessThan(3.5);
      }
    }
  }

  private static void put(LiveMap map, int key, SplittableRandom random) throws IOException {
    byte[] value = new byte[VALUE_BYTES];
    random.nextBytes(value);
    map.put(key % PARTITIONS, ByteBuffer.allocate(Long.BYTES).putLong(key).array(), value);
  }

  /** Takes a snapshot; returns the bytes that were put into the store. */
  private static long upload(
      LiveStore worker, Attempt attempt, MapSegmentStore store, long snapshot) throws IOException {
    long before = store.writtenBytes();
    worker.seal(snapshot).upload();
    attempt.commit(snapshot);
    return store.writtenBytes() - before;
  }

  @Test
  void snapshot_withoutChanges_uploadsNothing() throws IOException {
    MapSegmentStore store = new MapSegmentStore();
    try (JobFixture job = new JobFixture(folder, store, 1 << 20, Runnable::run)) {
      job.start(2, 0);
      job.put("cells", 1, "key", "value");
      job.snap();
      long before = store.writtenBytes();
      job.snap();
      assertThat(store.writtenBytes()).isEqualTo(before);
      job.start(1, 0);
      assertThat(job.attempt().baseSnapshot()).isEqualTo(2);
      job.checkAll();
    }
  }

  @Test
  void segment_alreadyInTheStore_isNotPutAgainAfterRestoring() throws IOException {
    MapSegmentStore store = new MapSegmentStore();
    try (JobFixture job = new JobFixture(folder, store, 1 << 20, Runnable::run)) {
      job.start(1, 0);
      for (int i = 0; i < 5_000; i++) {
        job.put("cells", i % JobFixture.PARTITIONS, "key" + i, "some value " + i);
      }
      job.snap();
      job.start(3, 1);
      long before = store.writtenBytes();
      job.put("cells", 0, "key", "value");
      job.snap();
      assertThat(store.writtenBytes() - before).isLessThan(5_000);
      job.start(2, 1);
      job.checkAll();
    }
  }

  @Test
  void segment_ofSeveralWorkers_isFetchedOnce() throws IOException {
    MapSegmentStore store = new MapSegmentStore();
    try (JobFixture job = new JobFixture(folder, store, 1 << 20, Runnable::run)) {
      job.start(1, 0);
      for (int i = 0; i < 5_000; i++) {
        job.put("cells", i % JobFixture.PARTITIONS, "key" + i, "some value " + i);
      }
      job.snap();
      job.start(4, 0);
      assertThat(job.localFiles()).isEqualTo(1);
      job.checkAll();
      job.stop();
      assertThat(job.localFiles()).isZero();
    }
  }
}
