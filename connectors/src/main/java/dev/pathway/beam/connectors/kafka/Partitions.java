// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.metrics.Lineage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Asks the brokers which partitions a read is of. */
final class Partitions {
  private Partitions() {}

  /**
   * Returns the partitions, in the order of topics and numbers.
   *
   * @throws IllegalStateException if a topic or a partition that the read names is missing, or if
   *     no topic matches its pattern
   */
  static List<TopicPartition> of(Read<?, ?> read) {
    String servers =
        String.valueOf(read.getConsumerConfig().get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    Set<TopicPartition> partitions = new LinkedHashSet<>();
    try (Consumer<?, ?> consumer = read.getConsumerFactoryFn().apply(read.getConsumerConfig())) {
      List<TopicPartition> given = read.getTopicPartitions();
      List<String> topics = read.getTopics();
      Pattern pattern = read.getTopicPattern();
      if (given != null && !given.isEmpty()) {
        given.forEach(each -> partitions.add(existing(each, consumer, servers)));
      } else if (topics != null && !topics.isEmpty()) {
        topics.forEach(each -> partitions.addAll(all(each, consumer, servers)));
      } else if (pattern != null) {
        partitions.addAll(matching(pattern, consumer, servers));
      }
    }
    partitions.stream()
        .map(TopicPartition::topic)
        .distinct()
        .forEach(topic -> Lineage.getSources().add("kafka", List.of(servers, topic)));
    List<TopicPartition> sorted = new ArrayList<>(partitions);
    sorted.sort(
        Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
    return sorted;
  }

  /** Returns the partitions of a topic. */
  static List<TopicPartition> all(String topic, Consumer<?, ?> consumer, String servers) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new IllegalStateException(
          "There is no topic '" + topic + "' at the brokers " + servers);
    }
    return infos.stream().map(Partitions::partition).toList();
  }

  private static TopicPartition existing(
      TopicPartition given, Consumer<?, ?> consumer, String servers) {
    List<TopicPartition> all = all(given.topic(), consumer, servers);
    if (!all.contains(given)) {
      throw new IllegalStateException(
          "The topic '"
              + given.topic()
              + "' at the brokers "
              + servers
              + " has no partition "
              + given.partition()
              + ", but "
              + all.size()
              + " others");
    }
    return given;
  }

  private static List<TopicPartition> matching(
      Pattern pattern, Consumer<?, ?> consumer, String servers) {
    Map<String, List<PartitionInfo>> topics = consumer.listTopics();
    List<TopicPartition> partitions =
        topics.entrySet().stream()
            .filter(each -> pattern.matcher(each.getKey()).matches())
            .map(Map.Entry::getValue)
            .flatMap(Collection::stream)
            .map(Partitions::partition)
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "None of the "
              + topics.size()
              + " topics at the brokers "
              + servers
              + " matches '"
              + pattern
              + "'");
    }
    return partitions;
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }
}
