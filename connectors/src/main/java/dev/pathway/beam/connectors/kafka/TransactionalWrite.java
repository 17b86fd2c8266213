// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the steps of a write with transactions know of it.
 *
 * @param name the transform's name
 * @param kafka its options
 * @param asked the number of shards, 0 for as many as there are workers
 */
record TransactionalWrite(String name, KafkaIO.WriteRecords<Object, Object> kafka, int asked)
    implements Serializable {
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final Set<String> PRODUCERS_ALONE = producersAlone();

  private static Set<String> producersAlone() {
    Set<String> names = new HashSet<>(ProducerConfig.configNames());
    names.removeAll(ConsumerConfig.configNames());
    // The same name, and another type.
    names.add(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
    return Set.copyOf(names);
  }

  /** Returns the number of shards where a member has so many workers. */
  int shards(int parallelism) {
    return asked > 0 ? asked : parallelism;
  }

  /** Returns the topic of records that have none, which is also that of markers. */
  String topic() {
    return requireNonNull(kafka.getTopic(), "topic");
  }

  /** Returns the addresses of brokers, for people. */
  String brokers() {
    return String.valueOf(kafka.getProducerConfig().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Returns the name of a shard, as which it has transactions and its marker. */
  String id(int shard) {
    return kafka.getSinkGroupId() + "-" + shard;
  }

  /** Returns the partition under which the group of a shard has its marker. */
  TopicPartition markerPartition() {
    // Brokers take offsets of partitions that are there only, and there may be more shards.
    return new TopicPartition(topic(), 0);
  }

  /** Returns a new producer of serialized records for a shard. */
  @SuppressWarnings("unchecked") // the configuration has serializers of bytes
  Producer<byte[], byte[]> producer(int shard) {
    Map<String, Object> config = new HashMap<>(kafka.getProducerConfig());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id(shard));
    SerializableFunction<Map<String, Object>, Producer<Object, Object>> factory =
        kafka.getProducerFactoryFn();
    return factory == null
        ? new KafkaProducer<>(config)
        : (Producer<byte[], byte[]>) (Producer<?, ?>) factory.apply(config);
  }

  /**
   * Returns a new consumer that belongs to the group of a shard, with what the producers are told
   * of how brokers are reached.
   */
  private Consumer<?, ?> consumer(int shard) {
    Map<String, Object> config = new HashMap<>(kafka.getProducerConfig());
    config.keySet().removeAll(PRODUCERS_ALONE);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, id(shard));
    config.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        kafka.getProducerConfig().getOrDefault(ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000));
    // A marker that is just being committed is waited for.
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return requireNonNull(kafka.getConsumerFactoryFn()).apply(config);
  }

  /** Asks the brokers something, in the name of a shard. */
  <T> T ask(int shard, Function<Consumer<?, ?>, T> question) throws IOException {
    Consumer<?, ?> consumer = consumer(shard);
    try {
      return question.apply(consumer);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw WriteFailure.of(this, shard, e);
    } finally {
      consumer.close(CLOSE);
    }
  }

  /**
   * Checks that the topic is there.
   *
   * @throws IllegalStateException if not
   */
  void requireTopic() throws IOException {
    ask(0, consumer -> Partitions.all(topic(), consumer, brokers()));
  }
}
