// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The CRC-32C of files. */
final class FileChecksum {
  private static final int BUFFER_BYTES = 1 << 16;

  private FileChecksum() {}

  static int of(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        checksum.update(buffer, 0, count);
      }
    }
    return (int) checksum.getValue();
  }
}
