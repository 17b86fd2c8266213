// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writing with KafkaIO, and reading what was written. */
@ExtendWith(SharedBroker.class)
final class KafkaWriteTest {
  private static final int COUNT = 20_000;

  private final KafkaBroker broker;

  KafkaWriteTest(KafkaBroker broker) {
    this.broker = broker;
  }

  private static String text(long number) {
    return "number " + number * 31;
  }

  private static final class WithText extends SimpleFunction<Long, KV<Long, String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public KV<Long, String> apply(Long number) {
      return KV.of(number, text(number));
    }
  }

  private static final class Checksum extends SimpleFunction<KV<Long, String>, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long apply(KV<Long, String> row) {
      return checksum(row.getKey(), row.getValue());
    }
  }

  private static long checksum(long key, String value) {
    return key * 1_000_003 ^ value.hashCode();
  }

  @Test
  void write_numbers_aPlainConsumerAndAnotherJobReadThemAll() throws Exception {
    Topic topic = Topic.create(broker, "write", 3);
    Pipeline writing = KafkaJobs.pipeline();
    writing
        .apply(GenerateSequence.from(0).to(COUNT))
        .apply(MapElements.via(new WithText()))
        .apply("Numbers", KafkaJobs.write(broker, topic));
    writing.run();

    Map<Long, String> expected = new LinkedHashMap<>();
    LongStream.range(0, COUNT).forEach(i -> expected.put(i, text(i)));
    List<Seen> written = topic.readAll();
    Map<Long, String> values = new TreeMap<>();
    written.forEach(each -> values.put(each.key(), each.value()));
    assertThat(written).hasSize(COUNT);
    assertThat(values).isEqualTo(expected);

    Gathered<Long> count = new Gathered<>();
    Gathered<Long> sum = new Gathered<>();
    Pipeline reading = KafkaJobs.pipeline();
    PCollection<Long> checksums =
        reading
            .apply(
                KafkaJobs.read(broker)
                    .withTopic(topic.name())
                    .withMaxReadTime(org.joda.time.Duration.standardSeconds(3))
                    .withoutMetadata())
            .apply(MapElements.via(new Checksum()));
    checksums.apply(Count.globally()).apply("Gather count", count);
    checksums.apply(Sum.longsGlobally()).apply("Gather sum", sum);
    reading.run();
    assertThat(count.elements()).containsExactly((long) COUNT);
    assertThat(sum.elements())
        .containsExactly(LongStream.range(0, COUNT).map(i -> checksum(i, text(i))).sum());
  }
}
