// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;

/** Gives all elements of a key to the same shard. */
final class CommonShard<K, V> extends DoFn<KV<K, V>, KV<ShardedKey<K>, V>> {
  private static final long serialVersionUID = 1L;

  /** Puts the element out under its key and the shard. */
  @ProcessElement
  public void process(@Element KV<K, V> element, OutputReceiver<KV<ShardedKey<K>, V>> output) {
    output.output(
        KV.of(ShardedKey.of(element.getKey(), AssignShards.COMMON_SHARD), element.getValue()));
  }
}
