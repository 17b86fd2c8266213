// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static java.util.Objects.requireNonNull;

import com.google.auto.value.AutoValue;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaPublishTimestampFunction;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.transforms.errorhandling.ErrorHandler;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.VoidSerializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writing to Kafka as {@link KafkaIO} does, with the same options, and on PathwayRunner also so
 * that each record is written exactly once, which KafkaIO's own {@code withEOS} refuses to do on
 * any runner that it does not know.
 *
 * <pre>{@code
 * orders.apply(
 *     PathwayKafkaIO.<Long, String>write()
 *         .withBootstrapServers("broker:9092")
 *         .withTopic("orders")
 *         .withKeySerializer(LongSerializer.class)
 *         .withValueSerializer(StringSerializer.class)
 *         .withEOS(4, "orders-writer"));
 * }</pre>
 *
 * <p>Without {@code withEOS}, and on another runner, this is KafkaIO's write. With it, on
 * PathwayRunner:
 *
 * <ul>
 *   <li>In a streaming job that keeps its state beyond a restart, records wait in that state until
 *       the snapshot that they belong to is committed. Then each shard writes its own in one
 *       transaction, together with a marker that says of which snapshot. After a restart records
 *       are written unless the marker says that they were: who reads with {@code
 *       isolation.level=read_committed} sees each once. It takes until the next snapshot for a
 *       record to be seen.
 *   <li>In any other job the records of a bundle are written in one transaction for each shard,
 *       which is committed as the bundle ends: of a bundle that fails nothing is seen, of those
 *       before it everything; a job that is run again writes them again.
 *   <li>Records with the same key keep their order, with their partitions, timestamps and headers.
 * </ul>
 *
 * <p>The group of the sink must be of this write alone. The transactional id of a shard is the
 * group's, a hyphen and the number of the shard, and the marker is an offset of the group of that
 * name: who may use these by the prefix may run the job. A second job with the same group takes the
 * transactions over, and the first one fails and says so. Brokers forget a marker after {@code
 * offsets.retention.minutes}, a week unless they are told otherwise: a job that was down for longer
 * may write the records of its last snapshot again.
 *
 * <p>Not for incremental jobs: they are refused.
 */
public final class PathwayKafkaIO {
  private PathwayKafkaIO() {}

  /**
   * Returns a write of keys and values.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public static <K, V> Write<K, V> write() {
    return new AutoValue_PathwayKafkaIO_Write<>(writeRecords());
  }

  /**
   * Returns a write of records, which may have a topic, a partition, a timestamp and headers.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  public static <K, V> WriteRecords<K, V> writeRecords() {
    return new AutoValue_PathwayKafkaIO_WriteRecords<>(
        KafkaIO.<K, V>writeRecords()
            // KafkaIO gives up after 3; Kafka itself goes on until delivery.timeout.ms.
            .withProducerConfigUpdates(Map.of(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE)),
        0);
  }

  /**
   * The transform of {@link PathwayKafkaIO#writeRecords}.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  @AutoValue
  @AutoValue.CopyAnnotations
  public abstract static class WriteRecords<K, V>
      extends PTransform<PCollection<ProducerRecord<K, V>>, PDone> {
    /** By what class names of runners begin that write exactly once by themselves. */
    private static final String OWN_RUNNERS = "dev.pathway.beam.";

    /** Returns KafkaIO's transform with the same options. */
    abstract KafkaIO.WriteRecords<K, V> kafka();

    /** Returns the number of shards, 0 for as many as there are workers. */
    abstract int shards();

    private WriteRecords<K, V> with(KafkaIO.WriteRecords<K, V> kafka) {
      return new AutoValue_PathwayKafkaIO_WriteRecords<>(kafka, shards());
    }

    /** Sets the brokers to begin with, as {@code host:port}, separated by commas. */
    public WriteRecords<K, V> withBootstrapServers(String bootstrapServers) {
      return with(kafka().withBootstrapServers(bootstrapServers));
    }

    /** Sets the topic of records that have none. */
    public WriteRecords<K, V> withTopic(String topic) {
      return with(kafka().withTopic(topic));
    }

    /** Sets what makes bytes of keys. */
    public WriteRecords<K, V> withKeySerializer(Class<? extends Serializer<K>> serializer) {
      return with(kafka().withKeySerializer(serializer));
    }

    /** Sets what makes bytes of values. */
    public WriteRecords<K, V> withValueSerializer(Class<? extends Serializer<V>> serializer) {
      return with(kafka().withValueSerializer(serializer));
    }

    /** Sets configuration of the producers, beside what is set already. */
    public WriteRecords<K, V> withProducerConfigUpdates(Map<String, Object> updates) {
      return with(kafka().withProducerConfigUpdates(updates));
    }

    /**
     * Sets what makes producers of their configuration. With {@link #withEOS} it must leave keys
     * and values to the serializers that the configuration names, which then are of bytes.
     */
    public WriteRecords<K, V> withProducerFactoryFn(
        SerializableFunction<Map<String, Object>, Producer<K, V>> fn) {
      return with(kafka().withProducerFactoryFn(fn));
    }

    /** Sets what makes consumers of their configuration, by which markers are read. */
    public WriteRecords<K, V> withConsumerFactoryFn(
        SerializableFunction<Map<String, Object>, ? extends Consumer<?, ?>> fn) {
      return with(kafka().withConsumerFactoryFn(fn));
    }

    /** Gives records without a timestamp that of their element. */
    public WriteRecords<K, V> withInputTimestamp() {
      return withPublishTimestampFunction(KafkaPublishTimestampFunction.withElementTimestamp());
    }

    /** Sets what gives a timestamp to records without one. */
    @SuppressWarnings("deprecation") // in favour of a timestamp in the record, which has not all
    public WriteRecords<K, V> withPublishTimestampFunction(
        KafkaPublishTimestampFunction<ProducerRecord<K, V>> fn) {
      return with(kafka().withPublishTimestampFunction(fn));
    }

    /**
     * Has each record written exactly once, as {@link PathwayKafkaIO} says.
     *
     * @param numShards in how many shards, each with a transaction of its own; 0 for as many as a
     *     member has workers, which on another runner means 1
     * @param sinkGroupId the group of the sink, of no other write
     */
    public WriteRecords<K, V> withEOS(int numShards, String sinkGroupId) {
      if (numShards < 0) {
        throw new IllegalArgumentException("numShards must not be negative: " + numShards);
      }
      return new AutoValue_PathwayKafkaIO_WriteRecords<>(
          kafka()
              .withEOS(Math.max(1, numShards), requireNonNull(sinkGroupId, "sinkGroupId is null")),
          numShards);
    }

    /** Sets where records go that cannot be serialized; not together with {@link #withEOS}. */
    public WriteRecords<K, V> withBadRecordErrorHandler(ErrorHandler<BadRecord, ?> handler) {
      return with(kafka().withBadRecordErrorHandler(handler));
    }

    /** Checks that nothing required is missing, and expands to KafkaIO's write. */
    @Override
    public PDone expand(PCollection<ProducerRecord<K, V>> input) {
      // Not applied: as a transform of the pipeline it would refuse this runner.
      return kafka().expand(input);
    }

    @Override
    public void validate(@Nullable PipelineOptions options) {
      if (options == null || !options.getRunner().getName().startsWith(OWN_RUNNERS)) {
        kafka().validate(options);
      }
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      kafka().populateDisplayData(builder);
    }
  }

  /**
   * The transform of {@link PathwayKafkaIO#write}.
   *
   * @param <K> the type of keys
   * @param <V> the type of values
   */
  @AutoValue
  @AutoValue.CopyAnnotations
  public abstract static class Write<K, V> extends PTransform<PCollection<KV<K, V>>, PDone> {
    /** Returns the write of the records that are made of keys and values. */
    abstract WriteRecords<K, V> records();

    private Write<K, V> with(WriteRecords<K, V> records) {
      return new AutoValue_PathwayKafkaIO_Write<>(records);
    }

    /** See {@link WriteRecords#withBootstrapServers}. */
    public Write<K, V> withBootstrapServers(String bootstrapServers) {
      return with(records().withBootstrapServers(bootstrapServers));
    }

    /** Sets the topic. */
    public Write<K, V> withTopic(String topic) {
      return with(records().withTopic(topic));
    }

    /** See {@link WriteRecords#withKeySerializer}. */
    public Write<K, V> withKeySerializer(Class<? extends Serializer<K>> serializer) {
      return with(records().withKeySerializer(serializer));
    }

    /** See {@link WriteRecords#withValueSerializer}. */
    public Write<K, V> withValueSerializer(Class<? extends Serializer<V>> serializer) {
      return with(records().withValueSerializer(serializer));
    }

    /** See {@link WriteRecords#withProducerConfigUpdates}. */
    public Write<K, V> withProducerConfigUpdates(Map<String, Object> updates) {
      return with(records().withProducerConfigUpdates(updates));
    }

    /** See {@link WriteRecords#withProducerFactoryFn}. */
    public Write<K, V> withProducerFactoryFn(
        SerializableFunction<Map<String, Object>, Producer<K, V>> fn) {
      return with(records().withProducerFactoryFn(fn));
    }

    /** See {@link WriteRecords#withConsumerFactoryFn}. */
    public Write<K, V> withConsumerFactoryFn(
        SerializableFunction<Map<String, Object>, ? extends Consumer<?, ?>> fn) {
      return with(records().withConsumerFactoryFn(fn));
    }

    /** Gives records the timestamps of their elements. */
    public Write<K, V> withInputTimestamp() {
      return with(records().withInputTimestamp());
    }

    /** Sets what gives timestamps to records. */
    public Write<K, V> withPublishTimestampFunction(KafkaPublishTimestampFunction<KV<K, V>> fn) {
      return with(records().withPublishTimestampFunction(new TimeOfPair<>(fn)));
    }

    /** See {@link WriteRecords#withEOS}. */
    public Write<K, V> withEOS(int numShards, String sinkGroupId) {
      return with(records().withEOS(numShards, sinkGroupId));
    }

    /** See {@link WriteRecords#withBadRecordErrorHandler}. */
    public Write<K, V> withBadRecordErrorHandler(ErrorHandler<BadRecord, ?> handler) {
      return with(records().withBadRecordErrorHandler(handler));
    }

    /** Returns the write of values alone, without keys. */
    @SuppressWarnings("unchecked") // every key is null
    public PTransform<PCollection<V>, PDone> values() {
      Class<? extends Serializer<K>> ofNull =
          (Class<? extends Serializer<K>>) (Class<?>) VoidSerializer.class;
      return new ValueWrite<>(withKeySerializer(ofNull));
    }

    @Override
    public PDone expand(PCollection<KV<K, V>> input) {
      String topic = requireNonNull(records().kafka().getTopic(), "withTopic() is required");
      KvCoder<K, V> coder = (KvCoder<K, V>) input.getCoder();
      return input
          .apply("Records", MapElements.via(new ToRecord<K, V>(topic)))
          .setCoder(ProducerRecordCoder.of(coder.getKeyCoder(), coder.getValueCoder()))
          .apply("Write", records());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      records().populateDisplayData(builder);
    }
  }

  private static final class TimeOfPair<K, V>
      implements KafkaPublishTimestampFunction<ProducerRecord<K, V>> {
    private static final long serialVersionUID = 1L;

    private final KafkaPublishTimestampFunction<KV<K, V>> fn;

    TimeOfPair(KafkaPublishTimestampFunction<KV<K, V>> fn) {
      this.fn = fn;
    }

    @Override
    public Instant getTimestamp(ProducerRecord<K, V> record, Instant elementTime) {
      return fn.getTimestamp(KV.of(record.key(), record.value()), elementTime);
    }
  }

  private static final class ToRecord<K, V> extends SimpleFunction<KV<K, V>, ProducerRecord<K, V>> {
    private static final long serialVersionUID = 1L;

    private final String topic;

    ToRecord(String topic) {
      this.topic = topic;
    }

    @Override
    public ProducerRecord<K, V> apply(KV<K, V> pair) {
      return new ProducerRecord<>(topic, pair.getKey(), pair.getValue());
    }
  }

  private static final class ValueWrite<K, V> extends PTransform<PCollection<V>, PDone> {
    private static final long serialVersionUID = 1L;

    private final Write<K, V> write;

    ValueWrite(Write<K, V> write) {
      this.write = write;
    }

    @Override
    @SuppressWarnings("unchecked") // every key is null
    public PDone expand(PCollection<V> input) {
      return input
          .apply("Without keys", MapElements.via(new WithoutKey<K, V>()))
          .setCoder(KvCoder.of((Coder<K>) VoidCoder.of(), input.getCoder()))
          .apply("Pairs", write);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      write.populateDisplayData(builder);
    }
  }

  private static final class WithoutKey<K, V> extends SimpleFunction<V, KV<K, V>> {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway") // Kafka's way of having no key
    public KV<K, V> apply(V value) {
      return KV.of(null, value);
    }
  }
}
