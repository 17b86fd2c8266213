// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Groups of longs by words of equal length, with their accumulators, in a store of their own. */
final class TreeFixture<A> implements AutoCloseable {
  private final Path base;
  private final Codec<A> codec;
  private final Accumulation<Long, A> accumulation;
  private final TreeShape shape;
  private final MemoryBudget memory;
  private final SpillDirectory spill;
  private final Map<String, Aggregate<A>> results = new TreeMap<>();
  private TraceStore store;

  /** Adds to the groups of an epoch. */
  @FunctionalInterface
  interface Adding {
    void to(Epoch epoch) throws IOException;
  }

  /** Takes the changes of an epoch. */
  @FunctionalInterface
  interface Epoch {
    void add(String group, long input, long diff) throws IOException;
  }

  TreeFixture(
      Path base,
      Codec<A> codec,
      Accumulation<Long, A> accumulation,
      TreeShape shape,
      long memoryBytes)
      throws IOException {
    this.base = base;
    this.codec = codec;
    this.accumulation = accumulation;
    this.shape = shape;
    memory = new MemoryBudget(memoryBytes);
    spill = SpillDirectory.open(base.resolve("spill"));
    store = TraceStore.open(base.resolve("store"), memory, () -> spill);
  }

  /** Closes the store and opens it again. */
  void reopen() throws IOException {
    store.close();
    store = TraceStore.open(base.resolve("store"), memory, () -> spill);
  }

  /**
   * Returns all results after those of an epoch, in which an input's mark is the input, and the
   * greatest of a group counts. It is committed or comes to nothing.
   */
  Map<String, Aggregate<A>> epoch(boolean isCommitted, Adding adding) throws IOException {
    Map<String, Aggregate<A>> now = new TreeMap<>(results);
    try (Snapshot snapshot = store.snapshot()) {
      AggregateTrees<Long, A> trees = trees(snapshot);
      adding.to((group, input, diff) -> trees.add(group.getBytes(UTF_8), input, input, diff));
      trees.seal(
          (bytes, before, after) -> {
            String group = new String(bytes, UTF_8);
            Aggregate<A> known = results.get(group);
            assertThat(before == null).isEqualTo(known == null);
            if (before != null && known != null) {
              assertThat(before.accumulator()).isEqualTo(known.accumulator());
              assertThat(before.mark()).isEqualTo(known.mark());
            }
            if (after == null) {
              now.remove(group);
            } else {
              now.put(group, after);
            }
          });
      if (isCommitted) {
        store.commit(new byte[0]);
        results.clear();
        results.putAll(now);
      } else {
        store.rollback();
      }
    }
    return now;
  }

  /** Hands over the groups as they were at the last commit. */
  void past(AggregateTrees.Groups<A> groups) throws IOException {
    try (Snapshot snapshot = store.snapshot()) {
      trees(snapshot).past(groups);
      store.rollback();
    }
  }

  private AggregateTrees<Long, A> trees(Snapshot snapshot) {
    return new AggregateTrees<>(
        "groups",
        snapshot::reader,
        store::delta,
        BasicCodecs.longs(),
        codec,
        accumulation,
        Math::max,
        shape);
  }

  /** Returns all results after an epoch that is committed. */
  Map<String, Aggregate<A>> epoch(Adding adding) throws IOException {
    return epoch(true, adding);
  }

  @Override
  public void close() throws IOException {
    store.close();
    spill.close();
  }
}
