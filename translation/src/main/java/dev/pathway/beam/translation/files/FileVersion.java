// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.translation.options.ChangeDetection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Tells one state of a file from any other.
 *
 * @param detection by what
 * @param listedMillis the time at which the listing began in which the file is
 * @param epoch the number of the epoch that lists it
 */
record FileVersion(ChangeDetection detection, long listedMillis, long epoch) {
  /** How coarse the times of changes may be: FAT counts in steps of so much. */
  private static final long GRANULARITY_MILLIS = 2_000;

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Returns the version of a file.
   *
   * @throws IOException if the file cannot be read, where its bytes are looked at
   */
  String of(Metadata file) throws IOException {
    String checksum = file.checksum();
    if (checksum != null) {
      return file.sizeBytes() + " bytes, checksum " + checksum;
    }
    return switch (detection) {
      case CONTENT -> file.sizeBytes() + " bytes, hash " + hash(file.resourceId());
      case METADATA -> file.sizeBytes() + " bytes, " + time(file.lastModifiedMillis());
    };
  }

  private String time(long modifiedMillis) {
    // What was changed just before may change again without another time: it counts for this epoch
    // only.
    boolean settled = modifiedMillis > 0 && modifiedMillis < listedMillis - GRANULARITY_MILLIS;
    return settled
        ? "changed at " + modifiedMillis
        : "changed at " + modifiedMillis + ", seen in epoch " + epoch;
  }

  private static String hash(ResourceId file) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (ReadableByteChannel channel = FileSystems.open(file)) {
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        digest.update(buffer);
        buffer.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
