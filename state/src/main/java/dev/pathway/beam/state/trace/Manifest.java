// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a store consists of: the one file that is replaced by a commit.
 *
 * @param epoch the last committed epoch
 * @param nextSegment a number that no segment has had yet
 * @param arrangements the names of the arrangements; the place of a name is its number, an empty
 *     one is of a number that is free
 * @param segments the segments, from the oldest to the youngest
 * @param metadata what was committed with the epoch; as {@link #metadataBytes} gives it
 */
record Manifest(
    long epoch,
    long nextSegment,
    List<String> arrangements,
    List<Entry> segments,
    ByteBuffer metadata) {
  static final String FILE = "manifest";
  static final String TEMPORARY_FILE = "manifest.tmp";

  /** "PWTRACES" in ASCII. */
  private static final long MAGIC = 0x5057545241434553L;

  private static final int VERSION = 6;
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  /**
   * A segment.
   *
   * @param number what it is named by
   * @param length the length of its file
   * @param bytes how many bytes of keys, values and weights it has of each arrangement, by number
   */
  record Entry(long number, long length, Map<Integer, Long> bytes) {}

  Manifest {
    arrangements = List.copyOf(arrangements);
    segments = List.copyOf(segments);
    metadata = metadata.asReadOnlyBuffer();
  }

  /** Returns the manifest of a new store. */
  static Manifest empty() {
    return new Manifest(0, 1, List.of(), List.of(), ByteBuffer.allocate(0));
  }

  /**
   * Reads the manifest in a directory.
   *
   * @throws DamagedSegmentException if it is not as it was written
   */
  static Manifest read(Path directory) throws IOException {
    Path path = directory.resolve(FILE);
    byte[] bytes = Files.readAllBytes(path);
    int checked = bytes.length - Integer.BYTES;
    if (checked < HEADER_BYTES || ByteBuffer.wrap(bytes).getLong() != MAGIC) {
      throw new DamagedSegmentException(path, 0, "it does not begin as a manifest does");
    }
    if (ByteBuffer.wrap(bytes).getInt(checked) != checksum(bytes, checked)) {
      throw new DamagedSegmentException(path, 0, "the checksum of the manifest does not match");
    }
    int version = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
    if (version != VERSION) {
      throw new DamagedSegmentException(
          path,
          0,
          "format version "
              + version
              + " is of another version of this program, which knows "
              + VERSION);
    }
    return decode(new ByteArrayInputStream(bytes, HEADER_BYTES, checked - HEADER_BYTES));
  }

  /** Returns a copy of what was committed with the epoch. */
  byte[] metadataBytes() {
    byte[] bytes = new byte[metadata.remaining()];
    metadata.duplicate().get(bytes);
    return bytes;
  }

  /** Writes the file that is to become the manifest, and forces it to the disk if asked for. */
  void prepare(Path directory, boolean isForced) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(encode());
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(TEMPORARY_FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (isForced) {
        channel.force(true);
      }
    }
  }

  /** Puts the prepared file in the place of the manifest. */
  static void replace(Path directory) throws IOException {
    Files.move(
        directory.resolve(TEMPORARY_FILE),
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] encode() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC).putInt(VERSION).array());
    Varint.write(epoch, out);
    Varint.write(nextSegment, out);
    Varint.write(arrangements.size(), out);
    for (String name : arrangements) {
      writeBytes(name.getBytes(UTF_8), out);
    }
    Varint.write(segments.size(), out);
    for (Entry segment : segments) {
      Varint.write(segment.number, out);
      Varint.write(segment.length, out);
      Varint.write(segment.bytes.size(), out);
      for (Map.Entry<Integer, Long> each : segment.bytes.entrySet()) {
        Varint.write(each.getKey(), out);
        Varint.write(each.getValue(), out);
      }
    }
    writeBytes(metadataBytes(), out);
    byte[] checked = out.toByteArray();
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(checksum(checked, checked.length)).array());
    return out.toByteArray();
  }

  private static Manifest decode(ByteArrayInputStream in) throws IOException {
    long epoch = Varint.read(in);
    long nextSegment = Varint.read(in);
    List<String> arrangements = new ArrayList<>();
    for (long left = Varint.read(in); left > 0; left--) {
      arrangements.add(new String(readBytes(in), UTF_8));
    }
    List<Entry> segments = new ArrayList<>();
    for (long left = Varint.read(in); left > 0; left--) {
      segments.add(new Entry(Varint.read(in), Varint.read(in), readBytesOfArrangements(in)));
    }
    return new Manifest(epoch, nextSegment, arrangements, segments, ByteBuffer.wrap(readBytes(in)));
  }

  private static Map<Integer, Long> readBytesOfArrangements(ByteArrayInputStream in)
      throws IOException {
    Map<Integer, Long> bytes = new HashMap<>();
    for (long left = Varint.read(in); left > 0; left--) {
      bytes.put((int) Varint.read(in), Varint.read(in));
    }
    return Map.copyOf(bytes);
  }

  private static void writeBytes(byte[] bytes, ByteArrayOutputStream out) throws IOException {
    Varint.write(bytes.length, out);
    out.write(bytes);
  }

  private static byte[] readBytes(ByteArrayInputStream in) throws IOException {
    return in.readNBytes((int) Varint.read(in));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
