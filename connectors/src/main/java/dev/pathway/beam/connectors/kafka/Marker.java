// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a shard leaves in Kafka with the records it writes: which of them these were.
 *
 * @param writer who wrote them; the job's state says who it is
 * @param snapshot the latest snapshot whose records are written
 */
record Marker(UUID writer, long snapshot) {
  private static final Pattern FORM =
      Pattern.compile(
          "pathway writer=(?<writer>[0-9a-f-]{36}) snapshot=(?<snapshot>[0-9]{1,18}) .*",
          Pattern.DOTALL);

  /** Brokers refuse metadata of more than 4,096 bytes unless told otherwise. */
  private static final int MAX_NAME = 100;

  /** Returns the marker as the offset that stands for it, for people with the job's name. */
  OffsetAndMetadata offset(String job) {
    String name = job.length() <= MAX_NAME ? job : job.substring(0, MAX_NAME);
    return new OffsetAndMetadata(
        0, "pathway writer=" + writer + " snapshot=" + snapshot + " job=" + name);
  }

  /** Returns the marker that an offset stands for, null if it is somebody else's. */
  static @Nullable Marker of(@Nullable OffsetAndMetadata offset) {
    if (offset == null || offset.metadata() == null) {
      return null;
    }
    Matcher matcher = FORM.matcher(offset.metadata());
    return matcher.matches()
        ? new Marker(
            UUID.fromString(matcher.group("writer")), Long.parseLong(matcher.group("snapshot")))
        : null;
  }

  /** Returns the marker of a shard, null if there is none. */
  static @Nullable Marker read(TransactionalWrite write, int shard) throws IOException {
    TopicPartition partition = write.markerPartition();
    return of(write.ask(shard, consumer -> consumer.committed(Set.of(partition))).get(partition));
  }
}
