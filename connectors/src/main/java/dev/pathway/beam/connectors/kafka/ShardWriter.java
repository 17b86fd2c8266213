// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a shard in transactions. After a failure it can only be closed. One thread.
 */
final class ShardWriter implements AutoCloseable {
  /** A transaction that is open is aborted meanwhile, if the brokers answer. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final TransactionalWrite write;
  private final int shard;
  private final Producer<byte[], byte[]> producer;

  /** The first failure of a record, which the producer's thread tells. */
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

  private long records;
  private boolean open;

  private ShardWriter(TransactionalWrite write, int shard, Producer<byte[], byte[]> producer) {
    this.write = write;
    this.shard = shard;
    this.producer = producer;
  }

  /** Returns a writer; from now on no other one of the shard can write anything. */
  static ShardWriter open(TransactionalWrite write, int shard) throws IOException {
    ShardWriter writer = new ShardWriter(write, shard, write.producer(shard));
    try {
      writer.call(writer.producer::initTransactions);
    } catch (Throwable t) {
      writer.close();
      throw t;
    }
    return writer;
  }

  /** Returns whether there is a transaction to be committed. */
  boolean isOpen() {
    return open;
  }

  /**
   * Begins a transaction with a marker. It comes before the records, which may be refused: Kafka's
   * producer may then not see that it waits for the marker in vain, until max.block.ms is over.
   */
  void begin(Marker marker, String job) throws IOException {
    begin();
    call(
        () ->
            producer.sendOffsetsToTransaction(
                Map.of(write.markerPartition(), marker.offset(job)),
                new ConsumerGroupMetadata(write.id(shard))));
  }

  private void begin() throws IOException {
    call(producer::beginTransaction);
    open = true;
    records = 0;
  }

  /** Sends a record, in a transaction that begins with it if there is none. */
  void send(byte[] record) throws IOException {
    if (!open) {
      begin();
    }
    records++;
    ProducerRecord<byte[], byte[]> decoded = RecordBytes.decode(record);
    call(() -> send(decoded));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure is told, and fails the commit
  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (sent, failure) -> {
          if (failure != null) {
            refused.compareAndSet(null, failure);
          }
        });
  }

  /** Commits what was sent, and returns how many records that were. */
  long commit() throws IOException {
    call(producer::commitTransaction);
    open = false;
    return records;
  }

  private void call(Runnable call) throws IOException {
    try {
      call.run();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      Exception first = refused.get();
      throw WriteFailure.of(write, shard, first == null ? e : first);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
