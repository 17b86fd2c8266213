// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.awaitility.Awaitility.await;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO;
import dev.pathway.beam.runner.PathwayPipelineOptions;
import dev.pathway.beam.runner.PathwayPipelineResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.joda.time.Instant;

/** What the jobs of these tests have in common. */
final class KafkaJobs {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private KafkaJobs() {}

  /** Returns an empty pipeline for two workers. */
  static Pipeline pipeline(String... args) {
    List<String> all = new ArrayList<>(List.of("--runner=PathwayRunner", "--parallelism=2"));
    all.addAll(List.of(args));
    return Pipeline.create(PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create());
  }

  /** Starts a pipeline that does not end by itself. */
  static PathwayPipelineResult start(Pipeline pipeline) {
    pipeline.getOptions().as(PathwayPipelineOptions.class).setBlockOnRun(false);
    return (PathwayPipelineResult) pipeline.run();
  }

  /** Returns a wait for something that fails with the job. */
  static ConditionFactory whileRunning(PathwayPipelineResult job) {
    return await()
        .atMost(PATIENCE)
        .failFast("the job has ended", () -> job.getState() != State.RUNNING);
  }

  /** Returns a read from the start of topics, with the times of the records as event times. */
  static KafkaIO.Read<Long, String> read(KafkaBroker broker) {
    return KafkaIO.<Long, String>read()
        .withBootstrapServers(broker.address())
        .withKeyDeserializer(LongDeserializer.class)
        .withValueDeserializer(StringDeserializer.class)
        .withConsumerConfigUpdates(Map.of("auto.offset.reset", "earliest"))
        .withTimestampPolicyFactory((partition, previous) -> new RecordTimes());
  }

  /** Returns the records as they were read, with their event times. */
  static PCollection<Seen> seen(PCollection<KafkaRecord<Long, String>> records) {
    return records.apply("Seen", ParDo.of(new SeenFn())).setCoder(SerializableCoder.of(Seen.class));
  }

  /** The watermark of a partition is the time of its latest record. */
  private static final class RecordTimes extends TimestampPolicy<Long, String> {
    private Instant latest = BoundedWindow.TIMESTAMP_MIN_VALUE;

    @Override
    public Instant getTimestampForRecord(
        PartitionContext context, KafkaRecord<Long, String> record) {
      latest = Instant.ofEpochMilli(record.getTimestamp());
      return latest;
    }

    @Override
    public Instant getWatermark(PartitionContext context) {
      return latest;
    }
  }

  private static final class SeenFn extends DoFn<KafkaRecord<Long, String>, Seen> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KafkaRecord<Long, String> record,
        @Timestamp Instant time,
        OutputReceiver<Seen> output) {
      output.output(
          new Seen(
              record.getPartition(),
              record.getOffset(),
              time.getMillis(),
              record.getKV().getKey(),
              record.getKV().getValue()));
    }
  }

  /** Returns a write of whole numbers and texts to a topic. */
  static KafkaIO.Write<Long, String> write(KafkaBroker broker, Topic topic) {
    return KafkaIO.<Long, String>write()
        .withBootstrapServers(broker.address())
        .withTopic(topic.name())
        .withKeySerializer(LongSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  /** Returns a write of records to a topic, to be told in how many shards. */
  static PathwayKafkaIO.WriteRecords<Long, String> writeOnce(KafkaBroker broker, Topic topic) {
    return PathwayKafkaIO.<Long, String>writeRecords()
        .withBootstrapServers(broker.address())
        .withTopic(topic.name())
        .withKeySerializer(LongSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  /** Returns a partition of a topic. */
  static TopicPartition partition(Topic topic, int number) {
    return new TopicPartition(topic.name(), number);
  }
}
