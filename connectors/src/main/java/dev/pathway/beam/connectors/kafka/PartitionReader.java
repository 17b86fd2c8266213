// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark.PartitionMark;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.SourceMetrics;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one partition with a consumer of its own, on the calling thread, which never waits for
 * records: the consumer asks for more while those it has are processed. While the brokers are away
 * it has nothing; it goes on where it was once they are back.
 */
final class PartitionReader<K, V> extends UnboundedReader<KafkaRecord<K, V>> {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

  /** Commits that are on their way may take so long. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final PartitionSource<K, V> source;
  private final TopicPartition partition;
  private final @Nullable PartitionMark from;
  private final TimestampPolicy<K, V> policy;
  private final Counter elements = SourceMetrics.elementsRead();
  private final Counter bytes = SourceMetrics.bytesRead();
  private final Distribution sizes;
  private @Nullable Opened<K, V> opened;
  private List<ConsumerRecord<byte[], byte[]>> batch = List.of();
  private int next;
  private long nextOffset;
  private long totalRecords;
  private long totalBytes;
  private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private @Nullable KafkaRecord<K, V> current;
  private Instant currentTime = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /** What there is between the start and the end of reading. */
  private record Opened<K, V>(
      Consumer<byte[], byte[]> consumer,
      Deserializer<K> keys,
      Deserializer<V> values,
      @Nullable PartitionEnd end,
      Backlog backlog) {}

  /** Creates a reader that begins where a mark says, or where the read does. */
  PartitionReader(PartitionSource<K, V> source, @Nullable PartitionMark from) {
    this.source = source;
    this.from = from;
    partition = source.partition();
    sizes = Metrics.distribution("KafkaIOReader", "rawSize/" + partition);
    policy =
        source
            .read()
            .getTimestampPolicyFactory()
            .createTimestampPolicy(
                partition,
                from == null
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(from.getWatermarkMillis())));
  }

  @Override
  public boolean start() throws IOException {
    Read<K, V> read = source.read();
    Map<String, Object> config = read.getConsumerConfig();
    Consumer<byte[], byte[]> consumer = read.getConsumerFactoryFn().apply(config);
    PartitionEnd end = readsCommitted(config) ? new PartitionEnd(read, partition) : null;
    opened =
        new Opened<>(
            consumer,
            requireNonNull(read.getKeyDeserializerProvider()).getDeserializer(config, true),
            requireNonNull(read.getValueDeserializerProvider()).getDeserializer(config, false),
            end,
            new Backlog(consumer, partition, end));
    consumer.assign(List.of(partition));
    nextOffset = startOffset(consumer, read.getStartReadTime());
    LOG.info("Reading {} from offset {} on", partition, nextOffset);
    return advance();
  }

  private static boolean readsCommitted(Map<String, Object> config) {
    Object isolation = config.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    return isolation != null && isolation.toString().equals("read_committed");
  }

  private long startOffset(Consumer<?, ?> consumer, @Nullable Instant startTime) {
    if (from == null && startTime == null) {
      return consumer.position(partition);
    }
    long offset =
        from != null ? from.getNextOffset() : offsetOf(consumer, requireNonNull(startTime));
    consumer.seek(partition, offset);
    return offset;
  }

  private long offsetOf(Consumer<?, ?> consumer, Instant time) {
    OffsetAndTimestamp offset =
        consumer.offsetsForTimes(Map.of(partition, time.getMillis())).get(partition);
    if (offset == null) {
      throw new IllegalStateException(
          "The read is to start at " + time + ", and " + partition + " has no record since");
    }
    return offset.offset();
  }

  @Override
  public boolean advance() throws IOException {
    Opened<K, V> open = opened();
    if (next == batch.size() && !poll(open)) {
      return false;
    }
    ConsumerRecord<byte[], byte[]> raw = batch.get(next);
    KafkaRecord<K, V> record =
        new KafkaRecord<>(
            raw.topic(),
            raw.partition(),
            raw.offset(),
            raw.timestamp(),
            KafkaTimestampType.valueOf(raw.timestampType().name()),
            raw.headers(),
            open.keys().deserialize(raw.topic(), raw.headers(), raw.key()),
            open.values().deserialize(raw.topic(), raw.headers(), raw.value()));
    next++;
    nextOffset = raw.offset() + 1;
    open.backlog().taken(batch.size() - next);
    currentTime = policy.getTimestampForRecord(open.backlog(), record);
    current = record;
    return true;
  }

  /** Takes over what the consumer has, and returns whether that is anything. */
  private boolean poll(Opened<K, V> open) {
    Instant begin = Instant.now();
    batch = open.consumer().poll(Duration.ZERO).records(partition);
    next = 0;
    open.backlog().taken(batch.size());
    open.backlog().polled(begin);
    if (batch.isEmpty()) {
      return false;
    }
    long size = 0;
    long min = Long.MAX_VALUE;
    long max = 0;
    for (ConsumerRecord<byte[], byte[]> each : batch) {
      int own = Math.max(0, each.serializedKeySize()) + Math.max(0, each.serializedValueSize());
      size += own;
      min = Math.min(min, own);
      max = Math.max(max, own);
    }
    totalRecords += batch.size();
    totalBytes += size;
    elements.inc(batch.size());
    bytes.inc(size);
    sizes.update(size, batch.size(), min, max);
    return true;
  }

  private Opened<K, V> opened() {
    return requireNonNull(opened, "the reader was not started");
  }

  @Override
  public Instant getWatermark() {
    if (opened != null) {
      watermark = policy.getWatermark(opened.backlog());
    }
    return watermark;
  }

  @Override
  public KafkaRecord<K, V> getCurrent() {
    if (current == null) {
      throw new NoSuchElementException("the reader is not at a record");
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return currentTime;
  }

  /** Where a reader is; to be finalized on the thread of the reader, and before it is closed. */
  private static final class Mark extends KafkaCheckpointMark {
    private final PartitionReader<?, ?> reader;

    Mark(PartitionReader<?, ?> reader, PartitionMark mark) {
      super(List.of(mark), Optional.empty());
      this.reader = reader;
    }

    @Override
    public void finalizeCheckpoint() {
      reader.commit(getPartitions().get(0).getNextOffset());
    }
  }

  @Override
  public KafkaCheckpointMark getCheckpointMark() {
    return new Mark(
        this,
        new PartitionMark(
            partition.topic(), partition.partition(), nextOffset, watermark.getMillis()));
  }

  /** Starts committing an offset; a commit that fails is made good by the next. */
  private void commit(long offset) {
    if (source.read().isCommitOffsetsInFinalizeEnabled()) {
      opened()
          .consumer()
          .commitAsync(
              Map.of(partition, new OffsetAndMetadata(offset)),
              (offsets, failure) -> {
                if (failure != null) {
                  LOG.warn("The offset {} of {} was not committed", offset, partition, failure);
                }
              });
    }
  }

  @Override
  public long getSplitBacklogBytes() {
    long records = opened == null ? BACKLOG_UNKNOWN : opened.backlog().getMessageBacklog();
    return records < 0 ? BACKLOG_UNKNOWN : records * totalBytes / Math.max(1, totalRecords);
  }

  @Override
  public PartitionSource<K, V> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    Opened<K, V> open = opened;
    if (open != null) {
      opened = null;
      try {
        open.keys().close();
        open.values().close();
      } finally {
        if (open.end() != null) {
          open.end().close();
        }
        open.consumer().close(CLOSE);
      }
    }
  }
}
