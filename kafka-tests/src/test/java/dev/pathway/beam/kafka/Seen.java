// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import java.io.Serializable;

/**
 * A record of a topic as somebody saw it.
 *
 * @param partition its partition
 * @param offset its offset
 * @param timeMillis its timestamp
 * @param key its key
 * @param value its value
 */
record Seen(int partition, long offset, long timeMillis, long key, String value)
    implements Serializable {}
