// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job of one stage with two maps, beside a plain map with what they are to have. */
final class JobFixture implements AutoCloseable {
  static final String STAGE = "Stage/Of words";
  static final int PARTITIONS = 12;
  static final List<String> MAPS = List.of("cells", "timers");

  private final SpillDirectory spill;
  private final LiveResources resources;
  private final SnapshotLog log;
  private final TreeMap<Long, TreeMap<String, String>> committed = new TreeMap<>();
  private TreeMap<String, String> expected = new TreeMap<>();
  private List<LiveStore> workers = new ArrayList<>();
  private int[] ownerOf = new int[PARTITIONS];
  private @Nullable Attempt attempt;
  private long snapshot;

  JobFixture(Path folder, SegmentStore store, long memoryBytes, Executor merges)
      throws IOException {
    spill = SpillDirectory.open(folder);
    resources =
        new LiveResources(() -> spill, new MemoryBudget(memoryBytes, memoryBytes / 4), merges);
    log = new SnapshotLog(store, "Job of words", () -> Instant.EPOCH, warning -> {});
    committed.put(0L, new TreeMap<>());
  }

  Attempt attempt() {
    return requireNonNull(attempt);
  }

  long snapshot() {
    return snapshot;
  }

  Map<String, String> expected() {
    return expected;
  }

  /**
   * Starts the job anew, with so many workers and partition p with worker (p + shift) % workers.
   */
  void start(int workerCount, int shift) throws IOException {
    stop();
    Attempt attempt = log.begin(Map.of(STAGE, workerCount, "Other", 0), new byte[] {1});
    this.attempt = attempt;
    snapshot = attempt.lastSnapshot();
    expected = new TreeMap<>(requireNonNull(committed.get(attempt.baseSnapshot())));
    committed.tailMap(attempt.baseSnapshot(), false).clear();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      ownerOf[partition] = (partition + shift) % workerCount;
    }
    for (int worker = 0; worker < workerCount; worker++) {
      workers.add(attempt.open(STAGE, worker, owned(worker), resources));
    }
  }

  /** Loses all that is not in the store. */
  void stop() throws IOException {
    for (LiveStore worker : workers) {
      worker.close();
    }
    workers = new ArrayList<>();
  }

  void put(String map, int partition, String key, String value) throws IOException {
    map(map, partition).put(partition, key.getBytes(UTF_8), value.getBytes(UTF_8));
    expected.put(id(map, partition, key), value);
  }

  void remove(String map, int partition, String key) throws IOException {
    map(map, partition).remove(partition, key.getBytes(UTF_8));
    expected.remove(id(map, partition, key));
  }

  void checkGet(String map, int partition, String key) throws IOException {
    byte[] value = map(map, partition).get(partition, key.getBytes(UTF_8));
    assertThat(value == null ? null : new String(value, UTF_8))
        .isEqualTo(expected.get(id(map, partition, key)));
  }

  void checkScan(String map, int partition, String prefix) throws IOException {
    List<String> found = new ArrayList<>();
    map(map, partition)
        .forEach(
            partition,
            prefix.getBytes(UTF_8),
            (at, key, value) ->
                found.add(id(map, at, new String(key, UTF_8)) + "=" + new String(value, UTF_8)));
    String start = id(map, partition, prefix);
    assertThat(found)
        .isEqualTo(
            expected.tailMap(start).entrySet().stream()
                .takeWhile(each -> each.getKey().startsWith(start))
                .map(Object::toString)
                .toList());
  }

  /** Compares all entries with what is expected. */
  void checkAll() throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    for (LiveStore worker : workers) {
      for (String map : MAPS) {
        List<String> order = new ArrayList<>();
        worker
            .map(map)
            .forEach(
                (partition, key, value) -> {
                  String id = id(map, partition, new String(key, UTF_8));
                  order.add(id);
                  found.put(id, new String(value, UTF_8));
                });
        assertThat(order).isSorted();
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Seals all workers. */
  List<Pending> seal() throws IOException {
    snapshot++;
    List<Pending> pending = new ArrayList<>();
    for (LiveStore worker : workers) {
      pending.add(worker.seal(snapshot));
    }
    return pending;
  }

  /** Takes and commits a snapshot. */
  void snap() throws IOException {
    List<Pending> pending = seal();
    TreeMap<String, String> sealed = new TreeMap<>(expected);
    for (Pending each : pending) {
      each.upload();
    }
    commit(snapshot, sealed);
  }

  /** Commits; what fails may still have been committed. */
  void commit(long number, Map<String, String> sealed) throws IOException {
    committed.put(number, new TreeMap<>(sealed));
    attempt().commit(number);
  }

  /** Returns the files that are left in the spill directory. */
  long localFiles() throws IOException {
    try (Stream<Path> files = Files.list(spill.path())) {
      return files.filter(file -> file.getFileName().toString().contains("-")).count();
    }
  }

  int[] owned(int worker) {
    return IntStream.range(0, PARTITIONS).filter(each -> ownerOf[each] == worker).toArray();
  }

  @Override
  public void close() throws IOException {
    stop();
    spill.close();
  }

  private LiveMap map(String name, int partition) {
    return workers.get(ownerOf[partition]).map(name);
  }

  private static String id(String map, int partition, String key) {
    return map + "/" + Character.toString('a' + partition) + "/" + key;
  }
}
