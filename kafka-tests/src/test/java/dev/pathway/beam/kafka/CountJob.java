// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import dev.pathway.beam.connectors.kafka.PathwayKafkaIO;
import dev.pathway.beam.runner.PathwayPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A streaming job from Kafka to Kafka: says of each record which one of its key it is, and of each
 * key, some time after a record, how many there were by then.
 */
final class CountJob {
  private CountJob() {}

  /** What the job is to do. */
  public interface Options extends PathwayPipelineOptions {
    /** Returns the brokers. */
    @Validation.Required
    String getBrokers();

    /** Sets {@link #getBrokers}. */
    void setBrokers(String brokers);

    /** Returns the topic to read. */
    @Validation.Required
    String getFrom();

    /** Sets {@link #getFrom}. */
    void setFrom(String from);

    /** Returns the topic to write. */
    @Validation.Required
    String getTo();

    /** Sets {@link #getTo}. */
    void setTo(String to);
  }

  /** Returns the job. */
  static Pipeline build(Options options) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            KafkaIO.<Long, String>read()
                .withBootstrapServers(options.getBrokers())
                .withTopic(options.getFrom())
                .withKeyDeserializer(LongDeserializer.class)
                .withValueDeserializer(StringDeserializer.class)
                .withConsumerConfigUpdates(java.util.Map.of("auto.offset.reset", "earliest"))
                .withoutMetadata())
        .apply("Count", ParDo.of(new CountFn()))
        .setCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of()))
        .apply(
            "Write",
            PathwayKafkaIO.<Long, String>write()
                .withBootstrapServers(options.getBrokers())
                .withTopic(options.getTo())
                .withKeySerializer(LongSerializer.class)
                .withValueSerializer(StringSerializer.class)
                .withEOS(3, options.getTo()));
    return pipeline;
  }

  static final class CountFn extends DoFn<KV<Long, String>, KV<Long, String>> {
    private static final long serialVersionUID = 1L;
    private static final Duration DELAY = Duration.millis(200);

    @StateId("count")
    private final StateSpec<ValueState<Long>> counts = StateSpecs.value(VarLongCoder.of());

    @TimerId("later")
    private final TimerSpec later = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<Long, String> record,
        @StateId("count") ValueState<Long> count,
        @TimerId("later") Timer timer,
        OutputReceiver<KV<Long, String>> out) {
      @Nullable Long before = count.read();
      long now = before == null ? 1 : before + 1;
      count.write(now);
      out.output(KV.of(record.getKey(), "record " + now));
      if (now == 1) {
        timer.offset(DELAY).setRelative();
      }
    }

    /** Fires once for each key. */
    @OnTimer("later")
    public void later(@Key Long key, OutputReceiver<KV<Long, String>> out) {
      out.output(KV.of(key, "timer"));
    }
  }
}
