// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Where a partition ends, with the records of transactions that are open, about which a consumer of
 * committed records is told nothing. The brokers are asked by a consumer of its own, each time
 * anew, so it is not to be asked for more often than needed.
 */
final class PartitionEnd implements AutoCloseable {
  /** How long what the brokers said is good enough. */
  private static final Duration CURRENT = Duration.standardSeconds(1);

  /** How long it is not asked for again if no answer came. */
  private static final Duration RETRY = Duration.standardSeconds(10);

  /** How long an answer is waited for. */
  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(1);

  private static final long UNKNOWN = -1;

  private final Consumer<?, ?> consumer;
  private final TopicPartition partition;
  private Instant nextTime = Instant.EPOCH;

  PartitionEnd(Read<?, ?> read, TopicPartition partition) {
    this.partition = partition;
    Map<String, Object> config = new HashMap<>(read.getConsumerConfig());
    // It reads nothing, and is of no group.
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    Map<String, Object> own = read.getOffsetConsumerConfig();
    if (own != null) {
      config.putAll(own);
    }
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    consumer = read.getConsumerFactoryFn().apply(config);
  }

  /** Returns whether it is time to ask again. */
  boolean isDue(Instant now) {
    return !now.isBefore(nextTime);
  }

  /**
   * Asks where the partition ends.
   *
   * @param now the time, from which the answer is good for a while
   * @return the offset after the last record, -1 if the brokers do not answer
   */
  long ask(Instant now) {
    try {
      Long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
      nextTime = now.plus(CURRENT);
      return end == null ? UNKNOWN : end;
    } catch (TimeoutException e) {
      nextTime = now.plus(RETRY);
      return UNKNOWN;
    }
  }

  @Override
  public void close() {
    consumer.close(java.time.Duration.ZERO);
  }
}
