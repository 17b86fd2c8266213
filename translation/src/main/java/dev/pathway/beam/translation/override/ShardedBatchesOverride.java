// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.GroupIntoBatches.BatchingParams;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Has each worker put the elements of a key into batches of its own, and those that are left over
 * at all workers into common ones: the work of a key is shared, and batches are full as far as that
 * can be. In an incremental job all elements of a key have the same shard.
 */
final class ShardedBatchesOverride<K, V>
    implements PTransformOverrideFactory<
        PCollection<KV<K, V>>,
        PCollection<KV<ShardedKey<K>, Iterable<V>>>,
        GroupIntoBatches<K, V>.WithShardedKey> {
  private final boolean incremental;

  private ShardedBatchesOverride(boolean incremental) {
    this.incremental = incremental;
  }

  static PTransformOverride create(boolean incremental) {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(GroupIntoBatches.WithShardedKey.class),
        new ShardedBatchesOverride<>(incremental));
  }

  @Override
  public PTransformReplacement<PCollection<KV<K, V>>, PCollection<KV<ShardedKey<K>, Iterable<V>>>>
      getReplacementTransform(
          AppliedPTransform<
                  PCollection<KV<K, V>>,
                  PCollection<KV<ShardedKey<K>, Iterable<V>>>,
                  GroupIntoBatches<K, V>.WithShardedKey>
              transform) {
    return PTransformReplacement.of(
        PTransformReplacements.getSingletonMainInput(transform),
        new ShardedBatches<>(transform.getTransform().getBatchingParams(), incremental));
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs,
      PCollection<KV<ShardedKey<K>, Iterable<V>>> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }

  private static final class ShardedBatches<K, V>
      extends PTransform<PCollection<KV<K, V>>, PCollection<KV<ShardedKey<K>, Iterable<V>>>> {
    private static final long serialVersionUID = 1L;

    private final transient BatchingParams<V> params;
    private final boolean incremental;

    ShardedBatches(BatchingParams<V> params, boolean incremental) {
      this.params = params;
      this.incremental = incremental;
    }

    @Override
    public PCollection<KV<ShardedKey<K>, Iterable<V>>> expand(PCollection<KV<K, V>> input) {
      KvCoder<K, V> coder = (KvCoder<K, V>) input.getCoder();
      Coder<K> keyCoder = coder.getKeyCoder();
      return input
          .apply("Assign shards", ParDo.of(assignment(keyCoder)))
          .setCoder(KvCoder.of(ShardedKey.Coder.of(keyCoder), coder.getValueCoder()))
          .apply("Batches", batches());
    }

    private DoFn<KV<K, V>, KV<ShardedKey<K>, V>> assignment(Coder<K> keyCoder) {
      // Which worker an element came by is not known any more when it is to be taken back.
      return incremental
          ? new CommonShard<>()
          : new AssignShards<>(keyCoder, params.getBatchSize());
    }

    private GroupIntoBatches<ShardedKey<K>, V> batches() {
      GroupIntoBatches<ShardedKey<K>, V> batches;
      if (params.getBatchSizeBytes() == Long.MAX_VALUE) {
        batches = GroupIntoBatches.ofSize(params.getBatchSize());
      } else {
        batches =
            params.getElementByteSize() == null
                ? GroupIntoBatches.ofByteSize(params.getBatchSizeBytes())
                : GroupIntoBatches.ofByteSize(
                    params.getBatchSizeBytes(), params.getElementByteSize());
        if (params.getBatchSize() != Long.MAX_VALUE) {
          batches = batches.withSize(params.getBatchSize());
        }
      }
      return batches.withMaxBufferingDuration(params.getMaxBufferingDuration());
    }
  }
}
