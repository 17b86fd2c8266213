// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaIO.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeReadTest {
  private static Read<Long, Long> plain() {
    return KafkaIO.<Long, Long>read()
        .withBootstrapServers("localhost:1")
        .withTopic("orders")
        .withKeyDeserializer(LongDeserializer.class)
        .withValueDeserializer(LongDeserializer.class);
  }

  private static boolean supports(Read<?, ?> read, String... args) {
    return NativeRead.supports(
        read, new SerializablePipelineOptions(PipelineOptionsFactory.fromArgs(args).create()));
  }

  private static Named<UnaryOperator<Read<Long, Long>>> with(
      String name, UnaryOperator<Read<Long, Long>> option) {
    return Named.of(name, option);
  }

  static Stream<Named<UnaryOperator<Read<Long, Long>>>> supported() {
    return Stream.of(
        with("nothing", read -> read),
        with("commit", Read::commitOffsetsInFinalize),
        with("create time", read -> read.withCreateTime(Duration.ZERO)),
        with("log append time", Read::withLogAppendTime),
        with("read committed", Read::withReadCommitted),
        with("start time", read -> read.withStartReadTime(Instant.EPOCH)),
        with("config", read -> read.withConsumerConfigUpdates(Map.of("group.id", "g"))));
  }

  static Stream<Named<UnaryOperator<Read<Long, Long>>>> unsupported() {
    return Stream.of(
        with("max records", read -> read.withMaxNumRecords(1)),
        with("max time", read -> read.withMaxReadTime(Duration.millis(1))),
        with("stop time", read -> read.withStopReadTime(Instant.EPOCH)),
        with("check stop", read -> read.withCheckStopReadingFn(partition -> false)),
        with("dynamic", read -> read.withDynamicRead(Duration.millis(1))),
        with("polling", read -> read.withConsumerPollingTimeout(1)),
        with("redistribute", Read::withRedistribute),
        with("deduplication", read -> read.withOffsetDeduplication(true)),
        with("verification", read -> read.withTopicVerificationLogging(true)));
  }

  @ParameterizedTest
  @MethodSource
  void supported(UnaryOperator<Read<Long, Long>> option) {
    assertThat(supports(option.apply(plain()))).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void unsupported(UnaryOperator<Read<Long, Long>> option) {
    assertThat(supports(option.apply(plain()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_sdf_read", "use_deprecated_read", "beam_fn_api"})
  void supports_jobThatAsksForBeams_isNot(String experiment) {
    assertThat(supports(plain(), "--experiments=" + experiment)).isFalse();
  }

  @Test
  void key_isTheClassOfARead() {
    assertThat(KafkaReadTranslator.KEY).isEqualTo("class:" + plain().getClass().getName());
  }
}
