// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.BitSet;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Puts out, for the shards of a destination that have elements, those that have none, and that
 * there is such a destination.
 *
 * @param sink the write
 */
record EmptyShards(ShardedSink sink) implements StepSpec {
  @Override
  public StepFn create() {
    return new Fn(sink);
  }

  private static final class Fn implements StepFn {
    private final ShardedSink sink;
    private @Nullable StepContext context;
    private int shards;

    Fn(ShardedSink sink) {
      this.sink = sink;
    }

    @Override
    public void setup(StepContext given) {
      shards = sink.shards(given);
      context = given;
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed groups
    public void process(Object element) {
      if (context == null) {
        throw new IllegalStateException("not set up");
      }
      WindowedValue<KV<Object, Iterable<Integer>>> row =
          (WindowedValue<KV<Object, Iterable<Integer>>>) element;
      BitSet written = new BitSet(shards);
      row.getValue().getValue().forEach(written::set);
      for (int shard = written.nextClearBit(0); shard < shards; ) {
        context.output(0).accept(row.withValue(KV.of(KV.of(row.getValue().getKey(), shard), null)));
        shard = written.nextClearBit(shard + 1);
      }
      context.output(1).accept(row.withValue(KV.of(null, DefaultShards.DESTINATION)));
    }
  }
}
