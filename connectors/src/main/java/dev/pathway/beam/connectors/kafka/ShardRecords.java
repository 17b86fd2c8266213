// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.io.kafka.KafkaPublishTimestampFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Serializes records, as producers would, and puts them under a shard: by their keys, or in turn
 * where they have none.
 *
 * @param write the write
 */
record ShardRecords(TransactionalWrite write) implements StepSpec {
  private static final int SPREAD = 0x9E3779B9;

  @Override
  public StepFn create() {
    return new Fn(write);
  }

  /** Returns the shard of a key, the same on every machine. */
  static int shard(byte[] key, int shards) {
    int hash = Arrays.hashCode(key);
    int spread = (hash ^ (hash >>> 15)) * SPREAD;
    return (int) ((Integer.toUnsignedLong(spread) * shards) >>> Integer.SIZE);
  }

  /** What there is from setup on. */
  private record Ready(
      int shards, Serializer<Object> keys, Serializer<Object> values, Receiver output) {}

  private static final class Fn implements StepFn {
    private final TransactionalWrite write;
    private @Nullable Ready ready;
    private int next;

    Fn(TransactionalWrite write) {
      this.write = write;
    }

    @Override
    public void setup(StepContext context) throws Exception {
      int shards = write.shards(context.job().parallelism());
      next = ThreadLocalRandom.current().nextInt(shards);
      ready =
          new Ready(
              shards,
              serializer(write.kafka().getKeySerializer(), true),
              serializer(write.kafka().getValueSerializer(), false),
              context.output(0));
    }

    private Serializer<Object> serializer(
        @Nullable Class<? extends Serializer<Object>> type, boolean ofKeys)
        throws ReflectiveOperationException {
      Serializer<Object> serializer =
          requireNonNull(type, "serializer").getDeclaredConstructor().newInstance();
      serializer.configure(write.kafka().getProducerConfig(), ofKeys);
      return serializer;
    }

    @Override
    @SuppressWarnings("unchecked") // elements are windowed records
    public void process(Object element) throws Exception {
      Ready to = requireNonNull(ready, "not set up");
      WindowedValue<ProducerRecord<Object, Object>> row =
          (WindowedValue<ProducerRecord<Object, Object>>) element;
      ProducerRecord<Object, Object> record = complete(row.getValue(), row.getTimestamp());
      byte[] key;
      byte[] value;
      try {
        key = to.keys().serialize(record.topic(), record.headers(), record.key());
        value = to.values().serialize(record.topic(), record.headers(), record.value());
      } catch (KafkaException | ClassCastException e) {
        throw new IOException(
            "'"
                + write.name()
                + "' cannot serialize a record for the topic '"
                + record.topic()
                + "': "
                + e.getMessage(),
            e);
      }
      int shard = key == null ? inTurn(to.shards()) : shard(key, to.shards());
      byte[] bytes =
          RecordBytes.encode(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  record.timestamp(),
                  key,
                  value,
                  record.headers()));
      to.output().accept(WindowedValues.valueInGlobalWindow(KV.of(shard, bytes)));
    }

    private int inTurn(int shards) {
      next = next + 1 == shards ? 0 : next + 1;
      return next;
    }

    /** Returns a copy of a record with a topic and a timestamp; serializers may add headers. */
    private ProducerRecord<Object, Object> complete(
        ProducerRecord<Object, Object> record, Instant elementTime) {
      KafkaPublishTimestampFunction<ProducerRecord<Object, Object>> times =
          write.kafka().getPublishTimestampFunction();
      Long time = record.timestamp();
      if (time == null && times != null) {
        time = times.getTimestamp(record, elementTime).getMillis();
      }
      return new ProducerRecord<>(
          record.topic() == null ? write.topic() : record.topic(),
          record.partition(),
          time,
          record.key(),
          record.value(),
          record.headers());
    }

    @Override
    public void teardown() {
      if (ready != null) {
        try {
          ready.keys().close();
        } finally {
          ready.values().close();
        }
      }
    }
  }
}
