// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.live.LiveSegment.StoredName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the state of a worker consists of at a snapshot. Its size is that of this list and of the
 * small segments that are part of it.
 *
 * @param attempt the attempt in which it was written
 * @param snapshot the number of the snapshot
 * @param stage the name of the stage
 * @param worker the number of the worker
 * @param owned the partitions of the worker
 * @param layers the segments, from the newest to the oldest
 */
record WorkerManifest(
    long attempt,
    long snapshot,
    String stage,
    int worker,
    PartitionSet owned,
    List<StoredLayer> layers) {
  /** "PWMANIFS" in ASCII. */
  private static final long MAGIC = 0x50574D414E494653L;

  WorkerManifest {
    layers = List.copyOf(layers);
  }

  /**
   * A segment, in the store or in the manifest: either of the two is null.
   *
   * @param stored what it is in the store
   * @param content the bytes of the segment
   * @param partitions those of the worker whose entries in it count
   * @param weightBytes about the bytes of entries that count
   */
  @SuppressWarnings("ArrayRecordComponent")
  record StoredLayer(
      @Nullable StoredName stored,
      byte @Nullable [] content,
      PartitionSet partitions,
      long weightBytes) {}

  byte[] encode() throws IOException {
    return StoredRecord.encode(MAGIC, this::write);
  }

  /**
   * Reads a manifest.
   *
   * @throws dev.pathway.beam.state.segment.DamagedSegmentException if it is not as it was written
   */
  static WorkerManifest decode(String name, byte[] bytes) throws IOException {
    return StoredRecord.decode(name, bytes, MAGIC, WorkerManifest::read);
  }

  private void write(EncodeBuffer out) throws IOException {
    Varint.write(attempt, out);
    Varint.write(snapshot, out);
    StoredRecord.writeBytes(stage.getBytes(UTF_8), out);
    Varint.write(worker, out);
    owned.write(out);
    Varint.write(layers.size(), out);
    for (StoredLayer layer : layers) {
      boolean isOfAll = layer.partitions.containsAll(owned);
      Varint.write((layer.stored == null ? 0 : 1) + (isOfAll ? 0 : 2), out);
      if (!isOfAll) {
        layer.partitions.write(out);
      }
      Varint.write(layer.weightBytes, out);
      if (layer.stored != null) {
        StoredRecord.writeBytes(layer.stored.name().getBytes(UTF_8), out);
        Varint.write(layer.stored.length(), out);
        Varint.write(layer.stored.checksum() & 0xFFFFFFFFL, out);
      } else if (layer.content != null) {
        StoredRecord.writeBytes(layer.content, out);
      }
    }
  }

  private static WorkerManifest read(ChunkedInput in) throws IOException {
    long attempt = in.readVarint();
    long snapshot = in.readVarint();
    String stage = new String(StoredRecord.readBytes(in), UTF_8);
    int worker = (int) in.readVarint();
    PartitionSet owned = PartitionSet.read(in);
    List<StoredLayer> layers = new ArrayList<>();
    for (long left = in.readVarint(); left > 0; left--) {
      long flags = in.readVarint();
      PartitionSet partitions = (flags & 2) == 0 ? owned : PartitionSet.read(in);
      long weightBytes = in.readVarint();
      if ((flags & 1) != 0) {
        String name = new String(StoredRecord.readBytes(in), UTF_8);
        StoredName stored = new StoredName(name, in.readVarint(), (int) in.readVarint());
        layers.add(new StoredLayer(stored, null, partitions, weightBytes));
      } else {
        layers.add(new StoredLayer(null, StoredRecord.readBytes(in), partitions, weightBytes));
      }
    }
    return new WorkerManifest(attempt, snapshot, stage, worker, owned, layers);
  }
}
