// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The small files of a store: a magic number, a version, what the kind of file has, and a checksum
 * of all.
 */
final class StoredRecord {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

  private StoredRecord() {}

  /** Writes or reads what a kind of file has. */
  @FunctionalInterface
  interface Writing {
    void writeTo(EncodeBuffer out) throws IOException;
  }

  /** Reads what a kind of file has. */
  @FunctionalInterface
  interface Reading<T> {
    T readFrom(ChunkedInput in) throws IOException;
  }

  static byte[] encode(long magic, Writing content) throws IOException {
    EncodeBuffer out = new EncodeBuffer();
    out.write(ByteBuffer.allocate(HEADER_BYTES).putLong(magic).putInt(VERSION).array());
    content.writeTo(out);
    out.write(new byte[Integer.BYTES]);
    byte[] bytes = out.toByteArray();
    int checked = bytes.length - Integer.BYTES;
    ByteBuffer.wrap(bytes).putInt(checked, checksum(bytes, checked));
    return bytes;
  }

  /**
   * Reads the content of a file.
   *
   * @throws DamagedSegmentException if the bytes are not as they were written
   */
  static <T> T decode(String name, byte[] bytes, long magic, Reading<T> content)
      throws IOException {
    int checked = bytes.length - Integer.BYTES;
    if (checked < HEADER_BYTES || ByteBuffer.wrap(bytes).getLong() != magic) {
      throw damaged(name, "it does not begin as it should");
    }
    if (ByteBuffer.wrap(bytes).getInt(checked) != checksum(bytes, checked)) {
      throw damaged(name, "its checksum does not match");
    }
    int version = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
    if (version != VERSION) {
      throw damaged(
          name,
          "format version "
              + version
              + " is of another version of this program, which knows "
              + VERSION);
    }
    return content.readFrom(new ArrayInput(Arrays.copyOf(bytes, checked), HEADER_BYTES));
  }

  static DamagedSegmentException damaged(String name, String problem) {
    return new DamagedSegmentException(Path.of(name), 0, problem);
  }

  static void writeBytes(byte[] bytes, EncodeBuffer out) throws IOException {
    Varint.write(bytes.length, out);
    out.write(bytes);
  }

  static byte[] readBytes(ChunkedInput in) throws IOException {
    int length = (int) in.readVarint();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The file ends within a field");
    }
    return bytes;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
