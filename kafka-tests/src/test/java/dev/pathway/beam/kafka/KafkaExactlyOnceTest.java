// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO;
import dev.pathway.beam.runner.PathwayPipelineOptions;
import dev.pathway.beam.runner.PathwayPipelineResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that write with transactions. */
@ExtendWith(SharedBroker.class)
final class KafkaExactlyOnceTest {
  private static final int COUNT = 20_000;

  private final KafkaBroker broker;

  KafkaExactlyOnceTest(KafkaBroker broker) {
    this.broker = broker;
  }

  private PathwayKafkaIO.Write<Long, String> write(Topic topic) {
    return PathwayKafkaIO.<Long, String>write()
        .withBootstrapServers(broker.address())
        .withTopic(topic.name())
        .withKeySerializer(LongSerializer.class)
        .withValueSerializer(StringSerializer.class);
  }

  private static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void write_batchWithThreeShardsOnOneWorker_everyRecordOnce() throws Exception {
    Topic topic = Topic.create(broker, "batch", 2);
    Pipeline pipeline = KafkaJobs.pipeline("--maxBundleElements=3000");
    pipeline.getOptions().as(PathwayPipelineOptions.class).setParallelism(1);
    pipeline
        .apply(GenerateSequence.from(0).to(COUNT))
        .apply(
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.longs(), TypeDescriptors.strings()))
                .via(number -> KV.of(number, "of " + number)))
        .setCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of()))
        .apply("Numbers", write(topic).withEOS(3, topic.name()));

    long written =
        pipeline
            .run()
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("sink", "elements_written"))
                    .build())
            .getCounters()
            .iterator()
            .next()
            .getCommitted();

    assertThat(written).isEqualTo(COUNT);
    List<Seen> read = topic.readCommitted();
    assertThat(read).extracting(Seen::key).containsExactlyInAnyOrderElementsOf(numbers(COUNT));
    assertThat(read).allSatisfy(each -> assertThat(each.value()).isEqualTo("of " + each.key()));
  }

  @Test
  void write_streamOfValues_everyOneOnce() throws Exception {
    Topic from = Topic.create(broker, "from", 2);
    Topic to = Topic.create(broker, "to", 3);
    List<Seen> sent = from.sendNumbers(0, 3_000, 2);
    Pipeline pipeline = KafkaJobs.pipeline();
    pipeline
        .apply("Read", KafkaJobs.read(broker).withTopic(from.name()).withoutMetadata())
        .apply(Values.create())
        .apply("Write", write(to).withEOS(0, to.name()).values());
    PathwayPipelineResult job = KafkaJobs.start(pipeline);
    try {
      KafkaJobs.whileRunning(job).until(() -> to.committedRecords().size() >= 1_000);
      job.drain();
      assertThat(job.waitUntilFinish()).isEqualTo(State.DONE);
    } finally {
      job.cancel();
    }

    assertThat(to.committedRecords())
        .allSatisfy(each -> assertThat(each.key()).isNull())
        .extracting(ConsumerRecord::value)
        .containsExactlyInAnyOrderElementsOf(sent.stream().map(Seen::value).toList());
  }

  @Test
  void writeRecords_recordsWithAllTheyMayHave_areWrittenSo() throws Exception {
    Topic topic = Topic.create(broker, "records", 3);
    Headers headers = new RecordHeaders().add("a", "b".getBytes(StandardCharsets.UTF_8));
    Pipeline pipeline = KafkaJobs.pipeline();
    pipeline
        .apply(
            Create.of(
                    new ProducerRecord<>(topic.name(), 2, 1_234L, 7L, "seven", headers),
                    new ProducerRecord<>(topic.name(), 0, 5_678L, 8L, "eight"))
                .withCoder(ProducerRecordCoder.of(VarLongCoder.of(), StringUtf8Coder.of())))
        .apply("Write", KafkaJobs.writeOnce(broker, topic).withEOS(2, topic.name()));
    pipeline.run();

    assertThat(topic.committedRecords())
        .extracting(
            ConsumerRecord::partition,
            ConsumerRecord::timestamp,
            ConsumerRecord::key,
            ConsumerRecord::value,
            ConsumerRecord::headers)
        .containsExactlyInAnyOrder(
            tuple(2, 1_234L, 7L, "seven", headers),
            tuple(0, 5_678L, 8L, "eight", new RecordHeaders()));
  }

  private Pipeline pipeline(PathwayKafkaIO.Write<Long, String> write, String value) {
    Pipeline pipeline = KafkaJobs.pipeline();
    pipeline
        .apply(
            Create.of(KV.of(1L, value))
                .withCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of())))
        .apply("Orders", write);
    return pipeline;
  }

  @Test
  void write_missingTopic_failsAndNamesTransformTopicAndBrokers() throws Exception {
    Pipeline pipeline =
        pipeline(
            write(Topic.create(broker, "there", 1)).withTopic("no-such-topic").withEOS(1, "none"),
            "a");

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("'Orders")
        .hasMessageContaining("no topic 'no-such-topic'")
        .hasMessageContaining(broker.address());
  }

  @Test
  void write_recordThatIsTooLarge_failsAndSaysWhereTheLimitIs() throws Exception {
    Topic topic = Topic.create(broker, "large", 1);
    Pipeline pipeline =
        pipeline(
            write(topic)
                .withProducerConfigUpdates(Map.of("max.request.size", 10_000))
                .withEOS(1, topic.name()),
            "a".repeat(20_000));

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("'Orders")
        .hasMessageContaining(topic.name())
        .hasMessageContaining("too large, for max.request.size");
    assertThat(topic.readCommitted()).isEmpty();
  }

  @Test
  void write_withoutTransactions_isKafkaIosOwn() throws Exception {
    Topic topic = Topic.create(broker, "plain", 1);
    pipeline(write(topic), "a").run();
    Pipeline values = KafkaJobs.pipeline();
    values.apply(Create.of("b")).apply("Values", write(topic).values());
    values.run();

    assertThat(topic.committedRecords())
        .extracting(ConsumerRecord::key, ConsumerRecord::value, ConsumerRecord::offset)
        .containsExactly(tuple(1L, "a", 0L), tuple(null, "b", 1L));
  }
}
