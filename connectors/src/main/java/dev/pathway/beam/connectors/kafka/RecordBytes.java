// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.state.codec.BasicCodecs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Serialized records as bytes, with all they have.
 *
 * <p>Format: a byte for the version, one that says what of partition, timestamp, key and value
 * there is, the topic, what there is, the number of headers, and of each the key, whether it has a
 * value, and that.
 */
final class RecordBytes {
  private static final int VERSION = 1;
  private static final int PARTITION = 1;
  private static final int TIMESTAMP = 2;
  private static final int KEY = 4;
  private static final int VALUE = 8;

  private RecordBytes() {}

  /** Returns the bytes of a record. */
  static byte[] encode(ProducerRecord<byte[], byte[]> record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(
        (record.partition() == null ? 0 : PARTITION)
            | (record.timestamp() == null ? 0 : TIMESTAMP)
            | (record.key() == null ? 0 : KEY)
            | (record.value() == null ? 0 : VALUE));
    BasicCodecs.strings().encode(record.topic(), out);
    if (record.partition() != null) {
      BasicCodecs.integers().encode(record.partition(), out);
    }
    if (record.timestamp() != null) {
      BasicCodecs.longs().encode(record.timestamp(), out);
    }
    if (record.key() != null) {
      BasicCodecs.byteArrays().encode(record.key(), out);
    }
    if (record.value() != null) {
      BasicCodecs.byteArrays().encode(record.value(), out);
    }
    encode(record.headers().toArray(), out);
    return out.toByteArray();
  }

  private static void encode(Header[] headers, OutputStream out) throws IOException {
    BasicCodecs.integers().encode(headers.length, out);
    for (Header header : headers) {
      BasicCodecs.strings().encode(header.key(), out);
      byte[] value = header.value();
      out.write(value == null ? 0 : 1);
      if (value != null) {
        BasicCodecs.byteArrays().encode(value, out);
      }
    }
  }

  /**
   * Returns the record of which there are the bytes.
   *
   * @throws IOException if they are of a later version, or of nothing of the kind
   */
  static ProducerRecord<byte[], byte[]> decode(byte[] bytes) throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    int version = in.read();
    if (version != VERSION) {
      throw new IOException("a record for Kafka is kept in an unknown version: " + version);
    }
    int has = in.read();
    String topic = BasicCodecs.strings().decode(in);
    Integer partition = (has & PARTITION) == 0 ? null : BasicCodecs.integers().decode(in);
    Long timestamp = (has & TIMESTAMP) == 0 ? null : BasicCodecs.longs().decode(in);
    byte[] key = (has & KEY) == 0 ? null : BasicCodecs.byteArrays().decode(in);
    byte[] value = (has & VALUE) == 0 ? null : BasicCodecs.byteArrays().decode(in);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, timestamp, key, value);
    int headers = BasicCodecs.integers().decode(in);
    for (int i = 0; i < headers; i++) {
      record.headers().add(BasicCodecs.strings().decode(in), headerValue(in));
    }
    return record;
  }

  private static byte @Nullable [] headerValue(InputStream in) throws IOException {
    return in.read() == 0 ? null : BasicCodecs.byteArrays().decode(in);
  }
}
