// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.util.OptionalLong;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many records of a partition are still to be read, and as of when: what the brokers say of the
 * end of the partition with each answer to a fetch, without asking them once more.
 *
 * <p>The end that is known after some answer is at least that of the answer before. That one was
 * asked for after the poll had begun which brought the answer before it: whatever the brokers got
 * earlier is below that end. Of a partition that is idle they answer twice a second.
 *
 * <p>A consumer of committed records is told where the first open transaction begins instead. Once
 * it is there, the brokers are asked whether that is the end.
 */
final class Backlog extends PartitionContext {
  private static final long UNKNOWN = -1;

  private final Consumer<?, ?> consumer;
  private final TopicPartition partition;
  private final @Nullable Metric answers;
  private final @Nullable PartitionEnd end;
  private double seen;

  /** When the polls began that brought the last answer and the one before. */
  private Instant last = BoundedWindow.TIMESTAMP_MIN_VALUE;

  private Instant beforeLast = BoundedWindow.TIMESTAMP_MIN_VALUE;

  private Instant checked = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private long unread = UNKNOWN;
  private long taken;

  /**
   * Creates the backlog of a consumer.
   *
   * @param end where the partition ends, if the consumer's records are committed ones
   */
  Backlog(Consumer<?, ?> consumer, TopicPartition partition, @Nullable PartitionEnd end) {
    this.consumer = consumer;
    this.partition = partition;
    this.end = end;
    answers =
        consumer.metrics().entrySet().stream()
            .filter(
                each ->
                    each.getKey().name().equals("fetch-total")
                        && each.getKey().group().equals("consumer-fetch-manager-metrics"))
            .findAny()
            .map(each -> (Metric) each.getValue())
            .orElse(null);
  }

  /** Notes what a poll that began at a time may have changed. */
  void polled(Instant begin) {
    OptionalLong lag = consumer.currentLag(partition);
    if (end != null && lag.isPresent() && lag.getAsLong() == 0) {
      pastCommitted(begin, end);
      return;
    }
    unread = lag.isPresent() ? lag.getAsLong() : UNKNOWN;
    if (answers != null && answers.metricValue() instanceof Double count && count > seen) {
      seen = count;
      checked = beforeLast;
      beforeLast = last;
      last = begin;
    }
  }

  /** Looks for records of open transactions, where all that are committed are read. */
  private void pastCommitted(Instant now, PartitionEnd partitionEnd) {
    if (partitionEnd.isDue(now)) {
      long offset = partitionEnd.ask(now);
      unread = offset < 0 ? UNKNOWN : Math.max(0, offset - consumer.position(partition));
      checked = now;
    }
  }

  /** Notes how many of the records that polls gave were not handed over yet. */
  void taken(long records) {
    taken = records;
  }

  @Override
  public long getMessageBacklog() {
    return unread == UNKNOWN ? UNKNOWN : unread + taken;
  }

  @Override
  public Instant getBacklogCheckTime() {
    return checked;
  }
}
