// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Says that a segment's bytes are not those that were written; names the file and the place in it.
 */
public final class DamagedSegmentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  DamagedSegmentException(Path file, long offset, String problem) {
    super("Segment " + file + " is damaged at byte " + offset + ": " + problem);
    this.file = file.toString();
    this.offset = offset;
  }

  /** Returns the file of the segment. */
  public Path file() {
    return Path.of(file);
  }

  /** Returns the byte of the file at which the damaged part begins. */
  public long offset() {
    return offset;
  }
}
