// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.codec.Varint;
import java.io.IOException;

/**
 * The snapshot that an attempt goes on from.
 *
 * @param place where its commit is in the log
 * @param attempt the attempt that has taken it
 * @param snapshot its number, 0 if there is none
 * @param lastSnapshot the greatest number of a snapshot that was committed, whole or not
 */
record AttemptBase(long place, long attempt, long snapshot, long lastSnapshot) {
  static final AttemptBase NONE = new AttemptBase(0, 0, 0, 0);

  /** "PWJOBASE" in ASCII. */
  private static final long MAGIC = 0x50574A4F42415345L;

  boolean isNone() {
    return snapshot == 0;
  }

  byte[] encode() throws IOException {
    return StoredRecord.encode(
        MAGIC,
        out -> {
          Varint.write(place, out);
          Varint.write(attempt, out);
          Varint.write(snapshot, out);
          Varint.write(lastSnapshot, out);
        });
  }

  static AttemptBase decode(String name, byte[] bytes) throws IOException {
    return StoredRecord.decode(
        name,
        bytes,
        MAGIC,
        in -> new AttemptBase(in.readVarint(), in.readVarint(), in.readVarint(), in.readVarint()));
  }
}
