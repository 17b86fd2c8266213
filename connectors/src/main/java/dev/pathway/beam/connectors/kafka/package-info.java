// SPDX-License-Identifier: Apache-2.0

/**
 * KafkaIO read by this runner's own reader, a partition each. Kafka and KafkaIO are there only if
 * the job brings them: {@link dev.pathway.beam.connectors.kafka.KafkaReadTranslator}, the entry,
 * does without as long as no job reads from Kafka.
 */
@NullMarked
package dev.pathway.beam.connectors.kafka;

import org.jspecify.annotations.NullMarked;
