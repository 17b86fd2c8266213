// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Gives the elements of a key to this worker's shard by whole batches, and to the common shard
 * those that do not make up a batch within a bundle.
 */
final class AssignShards<K, V> extends DoFn<KV<K, V>, KV<ShardedKey<K>, V>> {
  private static final long serialVersionUID = 1L;

  /** The shard that is the same everywhere. */
  static final byte[] COMMON_SHARD = new byte[0];

  /** Elements of incomplete batches that are kept at most. */
  private static final int MOST_KEPT = 100_000;

  private final Coder<K> keyCoder;
  private final long batchSize;
  private transient byte[] ownShard = COMMON_SHARD;
  private transient Map<Batch, List<TimestampedValue<KV<K, V>>>> incomplete = Map.of();
  private transient int kept;

  /** Whose elements a batch has. */
  private record Batch(Object key, BoundedWindow window) {}

  AssignShards(Coder<K> keyCoder, long batchSize) {
    this.keyCoder = keyCoder;
    this.batchSize = batchSize;
  }

  /** Elements go on when their batch is complete, after later ones. */
  @Override
  @SuppressWarnings("deprecation") // until Beam has something else for it
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  /** Makes a shard that no other worker has. */
  @Setup
  public void setup() {
    UUID id = UUID.randomUUID();
    ownShard =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
  }

  /** Begins without incomplete batches. */
  @StartBundle
  public void startBundle() {
    incomplete = new HashMap<>();
    kept = 0;
  }

  /** Adds an element to a batch, which goes on if it is complete. */
  @ProcessElement
  public void process(
      @Element KV<K, V> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      OutputReceiver<KV<ShardedKey<K>, V>> output) {
    if (batchSize >= MOST_KEPT) {
      output.output(sharded(element, ownShard));
      return;
    }
    Batch batch = new Batch(keyCoder.structuralValue(element.getKey()), window);
    List<TimestampedValue<KV<K, V>>> others = incomplete.getOrDefault(batch, List.of());
    if (others.size() + 1 >= batchSize) {
      incomplete.remove(batch);
      kept -= others.size();
      for (TimestampedValue<KV<K, V>> each : others) {
        output.outputWithTimestamp(sharded(each.getValue(), ownShard), each.getTimestamp());
      }
      output.output(sharded(element, ownShard));
    } else if (kept >= MOST_KEPT) {
      output.output(sharded(element, COMMON_SHARD));
    } else {
      incomplete
          .computeIfAbsent(batch, key -> new ArrayList<>())
          .add(TimestampedValue.of(element, timestamp));
      kept++;
    }
  }

  /** Lets go of all incomplete batches. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    incomplete.forEach(
        (batch, elements) -> {
          for (TimestampedValue<KV<K, V>> each : elements) {
            context.output(
                sharded(each.getValue(), COMMON_SHARD), each.getTimestamp(), batch.window());
          }
        });
    incomplete.clear();
  }

  private KV<ShardedKey<K>, V> sharded(KV<K, V> element, byte[] shard) {
    return KV.of(ShardedKey.of(element.getKey(), shard), element.getValue());
  }
}
