// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import java.util.Iterator;

/**
 * The content of a view's tables in pieces of some size, each of which can be read by itself: table
 * keys, each with a number of values and these. A key with many values comes several times. One
 * thread only.
 */
final class ViewChunks {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Codec<Object> keys;
  private final Codec<Object> values;
  private final EncodeBuffer chunk = new EncodeBuffer();
  private final EncodeBuffer encoded = new EncodeBuffer();

  /** Takes pieces. */
  @FunctionalInterface
  interface ChunkConsumer {
    /** Takes a piece. */
    void accept(byte[] chunk) throws IOException;
  }

  ViewChunks(ViewModel model) {
    KeyModel keyed = model.keys();
    keys = keyed == null ? model.windows().codec() : new GroupKeys(keyed, model.windows()).codec();
    values = keyed == null ? model.valueCodec() : keyed.payloadCodec();
  }

  /** Hands out a table in pieces, one of which has less than the usual size and may be empty. */
  void write(Groups<Object, Object> table, ChunkConsumer consumer) throws IOException {
    chunk.clear();
    for (Group<Object, Object> group : table) {
      Iterator<Object> left = group.values().iterator();
      while (left.hasNext()) {
        append(group.key(), left);
        if (chunk.size() >= CHUNK_BYTES) {
          consumer.accept(chunk.toByteArray());
          chunk.clear();
        }
      }
    }
    consumer.accept(chunk.toByteArray());
  }

  private void append(Object key, Iterator<Object> left) throws IOException {
    encoded.clear();
    long count = 0;
    while (left.hasNext() && encoded.size() < CHUNK_BYTES) {
      encoded.encode(values, left.next());
      count++;
    }
    chunk.encode(keys, key);
    Varint.write(count, chunk);
    encoded.writeTo(chunk::write);
  }

  /** Adds what a piece holds to a table. */
  void read(byte[] piece, ViewTable table) throws IOException {
    ArrayInput in = new ArrayInput(piece);
    while (!in.isAtEnd()) {
      Object key = keys.decode(in);
      for (long left = in.readVarint(); left > 0; left--) {
        table.restore(key, values.decode(in));
      }
    }
  }
}
