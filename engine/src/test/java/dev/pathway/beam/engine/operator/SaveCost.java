// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.spi.StepState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot costs of an open window of which every key has changed: run {@code main}. The
 * state is a hash map, the cost of which is part of it.
 */
final class SaveCost {
  private static final int KEYS = 200_000;
  private static final int SNAPSHOTS = 15;
  private static final Window WINDOW = new Window(0, 10);

  private SaveCost() {}

  /** Takes entries as fast as can be, or not at all. */
  private static final class Entries implements StepState {
    private final @Nullable Map<ByteBuffer, byte[]> map;
    private long bytes;

    Entries(@Nullable Map<ByteBuffer, byte[]> map) {
      this.map = map;
    }

    @Override
    public long restoredSnapshot() {
      return 0;
    }

    @Override
    public boolean durable() {
      return true;
    }

    @Override
    public int partition(int hash) {
      return (int) ((Integer.toUnsignedLong(hash * 0x85EBCA6B) * 271) >>> 32);
    }

    @Override
    public int ownPartition() {
      return 0;
    }

    @Override
    public int worker() {
      return 0;
    }

    @Override
    public byte @Nullable [] get(int partition, byte[] key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void put(int partition, byte[] key, byte[] value) {
      bytes += key.length + value.length;
      if (map != null) {
        map.put(ByteBuffer.wrap(key), value);
      }
    }

    @Override
    public void remove(int partition, byte[] key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forEach(EntryConsumer consumer) {}

    @Override
    public void forEach(int partition, byte[] prefix, EntryConsumer consumer) {}
  }

  public static void main(String[] args) throws Exception {
    CombineNode sum =
        new CombineNode(
            "sum",
            "sum",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.AT_END,
            new Sum(),
            CombineNode.Phase.COMPLETE);
    GroupNode group =
        new GroupNode(
            "group",
            "group",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.AT_END,
            GroupNode.Payload.VALUES,
            "");
    for (PlanNode node : List.of(sum, group)) {
      measure(node, new Entries(null));
      measure(node, new Entries(new HashMap<>()));
    }
  }

  private static void measure(PlanNode node, Entries entries) throws Exception {
    Job job = TestJob.withoutSpill(JobSettings.streaming(1), 4L << 30);
    try (HeadRun head = HeadRun.of(node, job)) {
      head.head().restore(entries);
      double[] millis = new double[SNAPSHOTS];
      long bytes = 0;
      for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++) {
        for (long key = 0; key < KEYS; key++) {
          head.take(new Row(new Pair(key, 1L), 0, List.of(WINDOW)));
        }
        long before = entries.bytes;
        long start = System.nanoTime();
        head.save(snapshot + 1);
        millis[snapshot] = (System.nanoTime() - start) / 1e6;
        bytes = entries.bytes - before;
      }
      Arrays.sort(millis);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s, %s: %d snapshots of %d keys: least %.1f ms, median %.1f ms, %d bytes",
              node.name(),
              entries.map == null ? "nothing kept" : "hash map",
              SNAPSHOTS,
              KEYS,
              millis[0],
              millis[SNAPSHOTS / 2],
              bytes));
    }
  }
}
