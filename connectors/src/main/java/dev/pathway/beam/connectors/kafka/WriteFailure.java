// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.io.IOException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** What a failure of Kafka's producer means to who runs the job. */
final class WriteFailure {
  private WriteFailure() {}

  /** Returns the failure of a shard. */
  static IOException of(TransactionalWrite write, int shard, Exception failure) {
    return new IOException(
        "'"
            + write.name()
            + "' cannot write to the topic '"
            + write.topic()
            + "' at the brokers "
            + write.brokers()
            + ": "
            + reason(write.id(shard), failure),
        failure);
  }

  private static String reason(String id, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return overtaken(id) + ", or a transaction took longer than transaction.timeout.ms";
      } else if (cause instanceof RecordTooLargeException) {
        return "a record is too large, for max.request.size of the producer or max.message.bytes of"
            + " the topic: "
            + cause.getMessage();
      } else if (cause instanceof TimeoutException) {
        return "there was no answer within delivery.timeout.ms or max.block.ms: "
            + cause.getMessage();
      }
    }
    return String.valueOf(failure.getMessage());
  }

  /** Returns that somebody else has taken over. */
  static String overtaken(String id) {
    return "another job, or another run of this one, writes with the transactional id '" + id + "'";
  }
}
