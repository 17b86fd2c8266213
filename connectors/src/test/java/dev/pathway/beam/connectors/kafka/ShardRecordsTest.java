// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the steps of a write hand on, and what they leave in Kafka. */
final class ShardRecordsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void shard_keys_areSpreadEvenly(int shards) {
    int[] counts = new int[shards];
    for (long key = 0; key < 10_000; key++) {
      counts[ShardRecords.shard(ByteBuffer.allocate(8).putLong(key).array(), shards)]++;
    }
    int even = 10_000 / shards;
    for (int count : counts) {
      assertThat(count).isBetween(even * 8 / 10, even * 12 / 10 + 1);
    }
  }

  @Test
  void encode_anyRecord_isDecodedAsItWas() throws Exception {
    ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>("t", null);
    ProducerRecord<byte[], byte[]> full =
        new ProducerRecord<>("topic", 3, 0L, new byte[] {1}, new byte[0]);
    full.headers().add("a", new byte[] {2}).add("a", null).add("", new byte[0]);

    assertThat(RecordBytes.decode(RecordBytes.encode(bare))).isEqualTo(bare);
    ProducerRecord<byte[], byte[]> decoded = RecordBytes.decode(RecordBytes.encode(full));
    assertThat(decoded).usingRecursiveComparison().ignoringFields("headers").isEqualTo(full);
    assertThat(decoded.headers()).isEqualTo(full.headers());
  }

  @Test
  void decode_laterVersion_fails() {
    assertThatThrownBy(() -> RecordBytes.decode(new byte[] {2, 0}))
        .hasMessageContaining("unknown version: 2");
  }

  @Test
  void marker_anyJob_isReadBack() {
    Marker marker = new Marker(UUID.randomUUID(), 12_345_678_901L);

    assertThat(Marker.of(marker.offset("a job\nof two lines snapshot=7"))).isEqualTo(marker);
    assertThat(marker.offset("j".repeat(10_000)).metadata()).hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"seq\":1,\"id\":\"x\"}", "pathway writer=x snapshot=1 job="})
  void marker_ofSomebodyElse_isNone(String metadata) {
    assertThat(Marker.of(new OffsetAndMetadata(5, metadata))).isNull();
  }
}
