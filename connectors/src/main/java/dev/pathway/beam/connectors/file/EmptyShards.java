// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.BitSet;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

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

  private static final class Fn extends ShardsFn {
    Fn(ShardedSink sink) {
      super(sink);
    }

    @Override
    void process(WindowedValue<KV<Object, Iterable<Integer>>> group, int shardCount) {
      BitSet written = new BitSet(shardCount);
      group.getValue().getValue().forEach(written::set);
      for (int shard = written.nextClearBit(0); shard < shardCount; ) {
        emit(0, group.withValue(KV.of(KV.of(group.getValue().getKey(), shard), null)));
        shard = written.nextClearBit(shard + 1);
      }
      emit(1, group.withValue(KV.of(null, DefaultShards.DESTINATION)));
    }
  }
}
