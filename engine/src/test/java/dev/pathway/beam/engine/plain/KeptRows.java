// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.StepState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rows in the state of a step, all of which are written at each save. */
final class KeptRows {
  /** Where a row is. */
  private static final class Place {
    private final int partition;
    private final byte[] key;

    Place(int partition, byte[] key) {
      this.partition = partition;
      this.key = key;
    }
  }

  private final StepState state;
  private final List<Place> places = new ArrayList<>();

  KeptRows(StepState state) {
    this.state = state;
  }

  /** Returns what was saved. */
  List<Row> restore() throws IOException {
    List<Row> rows = new ArrayList<>();
    state.forEach(
        (partition, key, value) -> {
          places.add(new Place(partition, key));
          rows.add((Row) PlainCodec.codec().decode(new ByteArrayInputStream(value)));
        });
    return rows;
  }

  /** Replaces what was saved. */
  void save(Collection<Row> rows) throws IOException {
    for (Place place : places) {
      state.remove(place.partition, place.key);
    }
    places.clear();
    for (Row row : rows) {
      byte[] key =
          ByteBuffer.allocate(2 * Integer.BYTES)
              .putInt(state.worker())
              .putInt(places.size())
              .array();
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      PlainCodec.codec().encode(row, value);
      state.put(state.ownPartition(), key, value.toByteArray());
      places.add(new Place(state.ownPartition(), key));
    }
  }
}
