// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A record that a test writes, and where it was written. */
final class SegmentRecord {
  private final byte[] key;
  private final byte[] payload;
  private long position;

  SegmentRecord(byte[] key, byte[] payload) {
    this.key = key;
    this.payload = payload;
  }

  byte[] key() {
    return key;
  }

  byte[] payload() {
    return payload;
  }

  long position() {
    return position;
  }

  /** Returns sorted records, mostly small, some larger than a block, some with equal keys. */
  static List<SegmentRecord> random(SplittableRandom random, int count) {
    List<SegmentRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(1 << random.nextInt(1, 17))];
      random.nextBytes(payload);
      records.add(new SegmentRecord(randomKey(random), payload));
    }
    records.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
    return records;
  }

  /** Returns a key from a small set of short ones, or one with a long prefix that others share. */
  static byte[] randomKey(SplittableRandom random) {
    byte[] key = new byte[random.nextInt(8) == 0 ? 300 : random.nextInt(4)];
    for (int i = Math.max(0, key.length - 3); i < key.length; i++) {
      key[i] = (byte) random.nextInt(256);
    }
    return key;
  }

  /** Writes the records and notes their positions. */
  static Segment write(Path path, List<SegmentRecord> records) throws IOException {
    return write(path, records, SegmentShape.SCAN);
  }

  /** Writes the records in a shape and notes their positions. */
  static Segment write(Path path, List<SegmentRecord> records, SegmentShape shape)
      throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(path, shape)) {
      for (SegmentRecord each : records) {
        each.position = writer.append(each.key, 0, each.key.length, each.payload.length);
        int half = each.payload.length / 2;
        writer.write(each.payload, 0, half);
        writer.write(each.payload, half, each.payload.length - half);
      }
      return writer.finish();
    }
  }
}
