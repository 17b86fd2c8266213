// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO.WriteRecords;
import dev.pathway.beam.kafka.WriteSteps.Saved;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The steps of a write that waits for snapshots, abandoned at any moment and taken up again from
 * what was saved. What counts is what a reader of committed records sees.
 */
@ExtendWith(SharedBroker.class)
final class KafkaCommittedWriteTest {
  private static final int SHARDS = 4;

  private final KafkaBroker broker;

  KafkaCommittedWriteTest(KafkaBroker broker) {
    this.broker = broker;
  }

  private WriteRecords<Long, String> write(Topic topic) {
    return KafkaJobs.writeOnce(broker, topic).withEOS(SHARDS, topic.name());
  }

  private static ProducerRecord<Long, String> record(Topic topic, long key, String value) {
    return new ProducerRecord<>(topic.name(), key, value);
  }

  private static List<String> values(Topic topic) {
    return topic.readCommitted().stream().map(Seen::value).toList();
  }

  private static Map<Long, List<String>> byKey(Topic topic) {
    Map<Long, List<String>> values = new TreeMap<>();
    topic
        .readCommitted()
        .forEach(
            each -> values.computeIfAbsent(each.key(), key -> new ArrayList<>()).add(each.value()));
    return values;
  }

  /** The record of a source at a position: always the same. */
  private static ProducerRecord<Long, String> at(Topic topic, int position) {
    return record(topic, position * 31L % 7, Integer.toString(position));
  }

  private static Map<Long, List<String>> expected(Topic topic, int count) {
    Map<Long, List<String>> values = new TreeMap<>();
    for (int position = 0; position < count; position++) {
      ProducerRecord<Long, String> record = at(topic, position);
      values.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value());
    }
    return values;
  }

  /** What comes of a snapshot. */
  private enum Outcome {
    WRITTEN,
    GIVEN_UP,
    LOST_BEFORE_COMMIT,
    LOST_BEFORE_ANYTHING_IS_WRITTEN,
    LOST_WHEN_ONE_WORKER_HAS_WRITTEN,
    LOST_BEFORE_IT_IS_KNOWN_TO_BE_WRITTEN;

    private boolean isLost() {
      return compareTo(LOST_BEFORE_COMMIT) >= 0;
    }

    private boolean isCommitted() {
      return this == WRITTEN || compareTo(LOST_BEFORE_COMMIT) > 0;
    }

    /** How many workers are told. */
    private int told() {
      return switch (this) {
        case WRITTEN, LOST_BEFORE_IT_IS_KNOWN_TO_BE_WRITTEN -> Integer.MAX_VALUE;
        case LOST_WHEN_ONE_WORKER_HAS_WRITTEN -> 1;
        case GIVEN_UP, LOST_BEFORE_COMMIT, LOST_BEFORE_ANYTHING_IS_WRITTEN -> 0;
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void write_jobThatIsLostAtAnyMoment_everyRecordOnceInTheOrderOfItsKey(long seed)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Topic topic = Topic.create(broker, "lost", 3);
    Saved committed = Saved.NONE;
    int committedPosition = 0;
    int position = 0;
    WriteSteps steps = new WriteSteps(write(topic), 2, committed);
    try {
      for (int round = 0; round < 12; round++) {
        for (int i = random.nextInt(20); i > 0; i--) {
          steps.send(at(topic, position++), 0);
        }
        Saved saved = steps.save();
        Outcome outcome = Outcome.values()[random.nextInt(Outcome.values().length)];
        if (outcome.isCommitted()) {
          committed = saved;
          committedPosition = position;
        }
        if (random.nextBoolean()) {
          // Comes before the commit, and is not part of the snapshot.
          steps.send(at(topic, position++), 0);
        }
        steps.committed(saved, outcome.told());
        while (outcome.isLost()) {
          steps.close();
          steps = new WriteSteps(write(topic), 1 + random.nextInt(3), committed);
          position = committedPosition;
          if (random.nextInt(4) > 0) {
            steps.committed(committed);
            break;
          }
        }
      }
      steps.committed(steps.save());
    } finally {
      steps.close();
    }

    assertThat(byKey(topic)).as("seed %s", seed).isEqualTo(expected(topic, position));
  }

  @Test
  void committed_recordsThatAreWritten_areNotKept() throws Exception {
    Topic topic = Topic.create(broker, "kept", 1);
    try (WriteSteps steps = new WriteSteps(write(topic), 2, Saved.NONE)) {
      for (int i = 0; i < 100; i++) {
        steps.send(at(topic, i), 0);
      }
      assertThat(steps.entries()).isBetween(101, 100 + SHARDS);
      Saved first = steps.save();
      steps.send(at(topic, 100), 0);
      steps.save();
      assertThat(values(topic)).isEmpty();

      steps.committed(first);

      assertThat(values(topic)).hasSize(100);
      // The last record, and who writes each shard.
      assertThat(steps.entries()).isBetween(2, 1 + SHARDS);
    }
  }

  @Test
  void committed_jobThatWasTakenOver_failsAndNothingIsTwice() throws Exception {
    Topic topic = Topic.create(broker, "zombie", 1);
    try (WriteSteps first = new WriteSteps(write(topic), 1, Saved.NONE)) {
      first.send(record(topic, 1, "a"), 0);
      first.committed(first.save());
      first.send(record(topic, 1, "b"), 0);
      Saved saved = first.save();
      try (WriteSteps second = new WriteSteps(write(topic), 1, saved)) {
        assertThatThrownBy(() -> first.committed(saved))
            .hasMessageContaining("'Orders'")
            .hasMessageContaining(topic.name())
            .hasMessageContaining(broker.address())
            .hasMessageContaining("another run of this one");
        second.committed(saved);
      }
    }

    assertThat(values(topic)).containsExactly("a", "b");
  }

  @Test
  void committed_jobThatComesLateToItsFirstRecords_leavesThemToTheNext() throws Exception {
    Topic topic = Topic.create(broker, "late", 1);
    try (WriteSteps first = new WriteSteps(write(topic), 1, Saved.NONE)) {
      first.send(record(topic, 1, "a"), 0);
      Saved saved = first.save();
      try (WriteSteps second = new WriteSteps(write(topic), 1, saved)) {
        second.committed(saved);
        second.send(record(topic, 1, "b"), 0);
        second.committed(second.save());

        assertThatThrownBy(() -> first.committed(saved))
            .hasMessageContaining("another run of this one");
      }
    }

    assertThat(values(topic)).containsExactly("a", "b");
  }

  @Test
  void write_stateThatIsOlderThanKafka_losesNothing() throws Exception {
    Topic topic = Topic.create(broker, "older", 1);
    Saved old;
    try (WriteSteps steps = new WriteSteps(write(topic), 1, Saved.NONE)) {
      steps.send(record(topic, 1, "a"), 0);
      old = steps.save();
      steps.committed(old);
      steps.send(record(topic, 1, "b"), 0);
      steps.committed(steps.save());
    }
    Saved next;
    try (WriteSteps steps = new WriteSteps(write(topic), 1, old)) {
      steps.send(record(topic, 1, "b again"), 0);
      next = steps.save();
    }
    try (WriteSteps steps = new WriteSteps(write(topic), 1, next)) {
      steps.committed(next);
    }

    assertThat(values(topic)).containsExactly("a", "b", "b again");
  }

  @Test
  void write_jobThatBeginsAnew_isNotTakenForTheOneBefore() throws Exception {
    Topic topic = Topic.create(broker, "anew", 1);
    try (WriteSteps steps = new WriteSteps(write(topic), 1, Saved.NONE)) {
      for (int i = 0; i < 3; i++) {
        steps.send(record(topic, 1, "before " + i), 0);
        steps.committed(steps.save());
      }
    }
    Saved saved;
    try (WriteSteps steps = new WriteSteps(write(topic), 1, Saved.NONE)) {
      steps.send(record(topic, 1, "after"), 0);
      saved = steps.save();
    }
    try (WriteSteps steps = new WriteSteps(write(topic), 1, saved)) {
      steps.committed(saved);
    }

    assertThat(values(topic)).containsExactly("before 0", "before 1", "before 2", "after");
  }

  @Test
  void write_restoredRecord_hasPartitionTimestampHeadersAndNulls() throws Exception {
    Topic topic = Topic.create(broker, "all", 3);
    ProducerRecord<Long, String> full = new ProducerRecord<>(topic.name(), 2, 1_234L, 7L, "seven");
    full.headers().add("a", "b".getBytes(StandardCharsets.UTF_8)).add("none", null);
    WriteRecords<Long, String> write = write(topic).withInputTimestamp();
    Saved saved;
    try (WriteSteps steps = new WriteSteps(write, 1, Saved.NONE)) {
      steps.send(full, 99);
      steps.send(new ProducerRecord<>(topic.name(), 1, null, null), 5_678);
      saved = steps.save();
    }
    try (WriteSteps steps = new WriteSteps(write, 1, saved)) {
      steps.committed(saved);
    }

    List<ConsumerRecord<Long, String>> read = topic.committedRecords();
    assertThat(read)
        .extracting(
            ConsumerRecord::partition,
            ConsumerRecord::timestamp,
            ConsumerRecord::key,
            ConsumerRecord::value)
        .containsExactlyInAnyOrder(tuple(2, 1_234L, 7L, "seven"), tuple(1, 5_678L, null, null));
    Header[] headers =
        read.stream()
            .filter(each -> each.partition() == 2)
            .findFirst()
            .orElseThrow()
            .headers()
            .toArray();
    assertThat(headers).extracting(Header::key).containsExactly("a", "none");
    assertThat(headers[0].value()).asString(StandardCharsets.UTF_8).isEqualTo("b");
    assertThat(headers[1].value()).isNull();
  }

  @Test
  void committed_brokerThatIsAway_failsAndSaysWhatWasMeant() throws Exception {
    Topic topic = Topic.create(broker, "away", 1);
    WriteRecords<Long, String> impatient =
        write(topic)
            .withProducerConfigUpdates(
                Map.of(
                    "delivery.timeout.ms",
                    1_500,
                    "request.timeout.ms",
                    1_000,
                    "max.block.ms",
                    1_500));
    Saved saved;
    try (WriteSteps steps = new WriteSteps(impatient, 1, Saved.NONE)) {
      steps.send(record(topic, 1, "a"), 0);
      steps.committed(steps.save());
      steps.send(record(topic, 1, "b"), 0);
      saved = steps.save();
      broker.freeze();
      try {
        assertThatThrownBy(() -> steps.committed(saved))
            .hasMessageContaining("'Orders'")
            .hasMessageContaining(topic.name())
            .hasMessageContaining(broker.address())
            .hasMessageContaining("no answer within");
      } finally {
        broker.thaw();
      }
    }
    try (WriteSteps steps = new WriteSteps(impatient, 1, saved)) {
      steps.committed(saved);
    }

    assertThat(values(topic)).containsExactly("a", "b");
  }
}
