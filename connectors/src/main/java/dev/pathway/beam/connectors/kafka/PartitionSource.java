// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One partition of a topic. */
final class PartitionSource<K, V> extends UnboundedSource<KafkaRecord<K, V>, KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private final Read<K, V> read;
  private final Coder<KafkaRecord<K, V>> coder;
  private final String topic;
  private final int partition;

  PartitionSource(Read<K, V> read, Coder<KafkaRecord<K, V>> coder, String topic, int partition) {
    this.read = read;
    this.coder = coder;
    this.topic = topic;
    this.partition = partition;
  }

  Read<K, V> read() {
    return read;
  }

  TopicPartition partition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public List<PartitionSource<K, V>> split(int desiredNumSplits, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public PartitionReader<K, V> createReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) {
    return new PartitionReader<>(this, mark == null ? null : mark.getPartitions().get(0));
  }

  @Override
  public Coder<KafkaCheckpointMark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  @Override
  public Coder<KafkaRecord<K, V>> getOutputCoder() {
    return coder;
  }
}
