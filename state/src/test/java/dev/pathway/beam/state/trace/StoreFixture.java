// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store in a directory of its own, whose pairs are words. */
final class StoreFixture implements AutoCloseable {
  static final String NAME = "words";

  private final Path directory;
  private final SpillDirectory spill;
  private final MemoryBudget memory = new MemoryBudget(1 << 20);
  private @Nullable TraceStore store;

  StoreFixture(Path base) throws IOException {
    this.directory = base.resolve("store");
    this.spill = SpillDirectory.open(base.resolve("spill"));
  }

  Path directory() {
    return directory;
  }

  /** Returns the store, which merges only when it is told to; opens it if it is not open. */
  TraceStore store() throws IOException {
    if (store == null) {
      store = TraceStore.open(directory, memory, () -> spill, new StoreMode(false, true, 0));
    }
    return store;
  }

  /** Opens a second store in the directory. */
  TraceStore openAnother() throws IOException {
    return TraceStore.open(directory, memory, () -> spill);
  }

  void closeStore() throws IOException {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  /** Makes a sealed delta. */
  Delta delta(long weight, String... keysAndValues) throws IOException {
    Delta delta = store().delta(NAME);
    for (String each : keysAndValues) {
      int at = each.indexOf('=');
      delta.add(
          each.substring(0, at).getBytes(UTF_8), each.substring(at + 1).getBytes(UTF_8), weight);
    }
    delta.seal();
    return delta;
  }

  /** Commits an epoch that adds pairs. */
  void commit(String... keysAndValues) throws IOException {
    delta(1, keysAndValues);
    store().commit(new byte[0]);
  }

  /** Returns all pairs of the last commit, as in {@code key=value*weight}. */
  List<String> read() throws IOException {
    try (Snapshot snapshot = store().snapshot()) {
      TraceReader reader = snapshot.reader(NAME);
      return read(reader);
    }
  }

  /** Returns what is left of a cursor. */
  static List<String> read(PairCursor cursor) throws IOException {
    List<String> pairs = new ArrayList<>();
    while (cursor.nextKey()) {
      String key = new String(cursor.key(), UTF_8);
      while (cursor.nextValue()) {
        pairs.add(key + "=" + new String(cursor.value(), UTF_8) + "*" + cursor.weight());
      }
    }
    return pairs;
  }

  /** Returns the files of segments. */
  List<Path> segmentFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(TraceSegment::isNamedLikeOne).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    closeStore();
    spill.close();
  }
}
