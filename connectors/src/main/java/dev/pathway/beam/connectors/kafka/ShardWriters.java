// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The writers of a worker's shards, each opened when it is first needed. */
final class ShardWriters implements AutoCloseable {
  private final TransactionalWrite write;
  private final Map<Integer, ShardWriter> writers = new TreeMap<>();

  ShardWriters(TransactionalWrite write) {
    this.write = write;
  }

  /** Returns the writer of a shard. */
  ShardWriter of(int shard) throws IOException {
    ShardWriter writer = writers.get(shard);
    if (writer == null) {
      writer = ShardWriter.open(write, shard);
      writers.put(shard, writer);
    }
    return writer;
  }

  /** Commits all transactions that are open, and returns how many records they had. */
  long commit() throws IOException {
    long records = 0;
    for (ShardWriter writer : writers.values()) {
      if (writer.isOpen()) {
        records += writer.commit();
      }
    }
    return records;
  }

  @Override
  public void close() {
    writers.values().forEach(ShardWriter::close);
  }
}
