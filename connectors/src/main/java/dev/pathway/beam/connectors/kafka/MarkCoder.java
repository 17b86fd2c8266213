// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;

/** Encodes marks as KafkaIO does, without the readers that those of this process know. */
final class MarkCoder extends CustomCoder<KafkaCheckpointMark> {
  private static final long serialVersionUID = 1L;

  private static final Coder<KafkaCheckpointMark> PLAIN = AvroCoder.of(KafkaCheckpointMark.class);

  @Override
  public void encode(KafkaCheckpointMark mark, OutputStream out) throws IOException {
    PLAIN.encode(new KafkaCheckpointMark(mark.getPartitions(), Optional.empty()), out);
  }

  @Override
  public KafkaCheckpointMark decode(InputStream in) throws IOException {
    return PLAIN.decode(in);
  }
}
