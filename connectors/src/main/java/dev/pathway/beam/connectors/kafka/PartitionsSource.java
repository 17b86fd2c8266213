// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** All partitions that a read is of, to be split into sources of one each. */
final class PartitionsSource<K, V> extends UnboundedSource<KafkaRecord<K, V>, KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private final Read<K, V> read;
  private final Coder<KafkaRecord<K, V>> coder;

  PartitionsSource(Read<K, V> read, Coder<KafkaRecord<K, V>> coder) {
    this.read = read;
    this.coder = coder;
  }

  /** Returns a source for each partition there is at the moment, whatever number is desired. */
  @Override
  public List<PartitionSource<K, V>> split(int desiredNumSplits, PipelineOptions options) {
    List<PartitionSource<K, V>> sources = new ArrayList<>();
    Partitions.of(read)
        .forEach(
            partition ->
                sources.add(
                    new PartitionSource<>(read, coder, partition.topic(), partition.partition())));
    return sources;
  }

  @Override
  public UnboundedReader<KafkaRecord<K, V>> createReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) {
    throw new UnsupportedOperationException("only the splits of the source are read");
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
