// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO.WriteRecords;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Translates writes with transactions: records are serialized and given a shard, sent to its
 * worker, and written there.
 */
final class NativeWrite {
  private static final KvCoder<Integer, byte[]> SHARDED =
      KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());

  private NativeWrite() {}

  /** Returns whether a transform is such a write. */
  static boolean supports(PTransform<?, ?> transform) {
    return transform instanceof WriteRecords<?, ?> write && write.kafka().isEOS();
  }

  /** Adds the nodes of a supported write, or a problem. */
  static void translate(TransformNode transform, TranslationContext context) {
    if (context.incremental()) {
      context.problem(
          transform,
          "cannot be run incrementally, since it writes exactly once: leave out withEOS()");
      return;
    }
    String input = transform.proto().getInputsMap().values().iterator().next();
    String sharded = declare(transform, "/sharded", context);
    String routed = declare(transform, "/routed", context);
    TransactionalWrite write = write((WriteRecords<?, ?>) transform.transform(), transform.name());
    context.add(
        new StepNode(
            sharded + "/step",
            transform.name(),
            List.of(input),
            input,
            List.of(sharded),
            List.of(),
            new ShardRecords(write),
            "records by shard"));
    context.add(
        new ExchangeNode(
            routed + "/exchange",
            transform.name(),
            List.of(sharded),
            sharded,
            routed,
            KvKeys.of(SHARDED)));
    context.add(
        new StepNode(
            transform.id() + "/write",
            transform.name(),
            List.of(routed),
            routed,
            List.of(),
            List.of(),
            new WriteShards(write),
            "transactions"));
  }

  private static String declare(
      TransformNode transform, String suffix, TranslationContext context) {
    return context.declare(
        transform.id() + suffix,
        transform.name() + suffix,
        SHARDED,
        WindowingStrategy.globalDefault());
  }

  @SuppressWarnings("unchecked") // its elements are those that are written
  private static TransactionalWrite write(WriteRecords<?, ?> write, String name) {
    return new TransactionalWrite(
        name, (KafkaIO.WriteRecords<Object, Object>) write.kafka(), write.shards());
  }
}
