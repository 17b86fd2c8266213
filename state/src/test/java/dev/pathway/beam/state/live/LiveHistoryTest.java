// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of jobs against a plain map. */
class LiveHistoryTest {
  private static final int SEEDS = 24;
  private static final int STEPS = 2500;

  @TempDir Path folder;

  static Stream<Long> seeds() {
    return Seeds.of(LiveHistoryTest.class, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void history_isThatOfAPlainMap(long seed) throws Exception {
    Seeds.check(seed, STEPS, this::check);
  }

  private void check(long seed, int steps) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    MapSegmentStore store = new MapSegmentStore();
    ArrayDeque<Runnable> merges = new ArrayDeque<>();
    boolean mergesLater = random.nextBoolean();
    long memoryBytes = 1L << random.nextInt(11, 17);
    Path spill = Files.createTempDirectory(folder, "spill");
    try (JobFixture job =
        new JobFixture(spill, store, memoryBytes, mergesLater ? merges::add : Runnable::run)) {
      job.start(1 + random.nextInt(3), random.nextInt(12));
      List<Pending> pending = List.of();
      Map<String, String> sealed = new TreeMap<>();
      for (int step = 0; step < steps; step++) {
        String map = JobFixture.MAPS.get(random.nextInt(JobFixture.MAPS.size()));
        int partition = random.nextInt(JobFixture.PARTITIONS);
        String key = key(random);
        switch (random.nextInt(40)) {
          case 0 -> job.checkScan(map, partition, key.substring(0, random.nextInt(2)));
          case 1, 2, 3, 4, 5, 6 -> job.remove(map, partition, key);
          case 7, 8, 9, 10, 11 -> job.checkGet(map, partition, key);
          case 12 -> {
            if (!merges.isEmpty() && random.nextBoolean()) {
              merges.remove().run();
            }
          }
          case 13 -> {
            if (random.nextInt(8) == 0) {
              job.checkAll();
            }
          }
          case 14 -> {
            if (random.nextInt(3) == 0) {
              if (pending.isEmpty()) {
                pending = job.seal();
                sealed = new TreeMap<>(job.expected());
              } else {
                end(random, job, store, pending, sealed);
                pending = List.of();
              }
            }
          }
          case 15 -> {
            if (random.nextInt(12) == 0) {
              close(pending);
              pending = List.of();
              job.start(1 + random.nextInt(4), random.nextInt(12));
              job.checkAll();
            }
          }
          default -> job.put(map, partition, key, "v".repeat(random.nextInt(20)) + step);
        }
      }
      close(pending);
      job.checkAll();
      job.start(2, 0);
      job.checkAll();
      job.stop();
      merges.forEach(Runnable::run);
      assertThat(job.localFiles()).as("files left").isZero();
    }
  }

  /** Uploads and commits, or fails to. */
  private static void end(
      SplittableRandom random,
      JobFixture job,
      MapSegmentStore store,
      List<Pending> pending,
      Map<String, String> sealed)
      throws IOException {
    int failing = random.nextInt(3) == 0 ? random.nextInt(8) : Integer.MAX_VALUE;
    int[] calls = {0};
    store.setFault(
        (call, name) -> {
          if (!call.equals("put") || calls[0]++ != failing) {
            return false;
          }
          if (name.hashCode() % 2 == 0) {
            return true;
          }
          throw new IOException("The store fails, as the test wants it to");
        });
    boolean isUploaded = false;
    try {
      for (Pending each : pending) {
        each.upload();
      }
      isUploaded = true;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("as the test wants");
      if (random.nextBoolean()) {
        store.setFault((call, name) -> false);
        for (Pending each : pending) {
          each.upload();
        }
        isUploaded = true;
      }
    }
    store.setFault((call, name) -> false);
    close(pending);
    if (isUploaded) {
      job.commit(job.snapshot(), sealed);
      if (random.nextInt(4) == 0) {
        job.attempt().commit(job.snapshot());
      }
    }
  }

  private static void close(List<Pending> pending) throws IOException {
    for (Pending each : pending) {
      each.close();
    }
  }

  private static String key(SplittableRandom random) {
    return Integer.toString(random.nextInt(60), 7) + "x".repeat(random.nextInt(3));
  }
}
