// SPDX-License-Identifier: Apache-2.0

/**
 * Unchanged pipelines with KafkaIO on PathwayRunner, against a broker in a process of its own. The
 * oracle is always what a plain producer sent or what a plain consumer reads.
 */
@NullMarked
package dev.pathway.beam.kafka;

import org.jspecify.annotations.NullMarked;
