// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of its own for a test, with whole numbers as keys, as plain clients see it. */
final class Topic {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaBroker broker;
  private final String name;

  private Topic(KafkaBroker broker, String name) {
    this.broker = broker;
    this.name = name;
  }

  /** Creates a topic whose name begins as given. */
  static Topic create(KafkaBroker broker, String prefix, int partitions)
      throws ExecutionException, InterruptedException {
    Topic topic = new Topic(broker, prefix + "-" + UUID.randomUUID());
    try (Admin admin = broker.admin()) {
      admin.createTopics(List.of(new NewTopic(topic.name, partitions, (short) 1))).all().get();
      topic.awaitLeaders(admin, partitions);
    }
    return topic;
  }

  /**
   * Waits until the broker serves all partitions: a producer that is refused by one that is new may
   * never get its sequence numbers in order.
   */
  private void awaitLeaders(Admin admin, int partitions) {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      all.put(new TopicPartition(name, i), OffsetSpec.latest());
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> answered(admin.listOffsets(all).all()));
  }

  private static boolean answered(KafkaFuture<?> answer) throws InterruptedException {
    try {
      answer.get();
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Returns the name. */
  String name() {
    return name;
  }

  /** Adds partitions until there are so many. */
  void grow(int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = broker.admin()) {
      admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all().get();
      awaitLeaders(admin, partitions);
    }
  }

  /** Sends records, and returns them as a reader should see them. */
  List<Seen> send(List<ProducerRecord<Long, String>> records)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<Long, String> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.address(),
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new LongSerializer(),
            new StringSerializer())) {
      records.forEach(each -> sent.add(producer.send(each)));
    }
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      RecordMetadata at = sent.get(i).get();
      ProducerRecord<Long, String> each = records.get(i);
      seen.add(new Seen(at.partition(), at.offset(), at.timestamp(), each.key(), each.value()));
    }
    return seen;
  }

  /** Returns a new producer with transactions. */
  KafkaProducer<Long, String> producer(String transactionalId) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.address(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            transactionalId),
        new LongSerializer(),
        new StringSerializer());
  }

  /** Returns a record for a partition. */
  ProducerRecord<Long, String> record(int partition, long timeMillis, long key) {
    return new ProducerRecord<>(name, partition, timeMillis, key, "value " + key);
  }

  /** Sends numbers from {@code from} to all partitions in turn, one every ten seconds. */
  List<Seen> sendNumbers(int from, int count, int partitions)
      throws ExecutionException, InterruptedException {
    return send(
        IntStream.range(from, from + count)
            .mapToObj(i -> record(i % partitions, i * 10_000L, i))
            .toList());
  }

  /** Returns all that is in the topic, also what was not committed. */
  List<Seen> readAll() {
    return seen(records("read_uncommitted"));
  }

  /** Returns what a reader of committed records sees, by partition in order. */
  List<Seen> readCommitted() {
    return seen(committedRecords());
  }

  /**
   * Returns the records that a reader of committed ones sees, by partition in order, up to where
   * the topic ends; so it waits for transactions that are open.
   */
  List<ConsumerRecord<Long, String>> committedRecords() {
    return records("read_committed");
  }

  private static List<Seen> seen(List<ConsumerRecord<Long, String>> records) {
    return records.stream()
        .map(
            each ->
                new Seen(
                    each.partition(), each.offset(), each.timestamp(), each.key(), each.value()))
        .toList();
  }

  private List<ConsumerRecord<Long, String>> records(String isolation) {
    try (KafkaConsumer<Long, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.address(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new LongDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = ends(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      List<ConsumerRecord<Long, String>> records = new ArrayList<>();
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        assertThat(System.nanoTime()).as("time to read %s", name).isLessThan(deadline);
        consumer.poll(POLL).forEach(records::add);
      }
      return records;
    }
  }

  /** Returns where partitions end, which a transaction that was committed may still be behind. */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  /** Returns the offsets that a group has committed, by partition. */
  Map<Integer, Long> committed(String group) throws ExecutionException, InterruptedException {
    try (Admin admin = broker.admin()) {
      Map<Integer, Long> offsets = new TreeMap<>();
      Map<TopicPartition, OffsetAndMetadata> all =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      all.forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
      return offsets;
    }
  }
}
