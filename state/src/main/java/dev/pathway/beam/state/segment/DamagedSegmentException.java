// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Says that the bytes of a segment, or of a file that lists segments, are not those that were
 * written; names the file and the place in it.
 */
public final class DamagedSegmentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * Describes damage.
   *
   * @param offset the byte of the file at which the damaged part begins
   * @param problem what is wrong, as the end of a sentence
   */
  public DamagedSegmentException(Path file, long offset, String problem) {
    super("File " + file + " is damaged at byte " + offset + ": " + problem);
    this.file = file.toString();
    this.offset = offset;
  }

  /** Returns the file. */
  public Path file() {
    return Path.of(file);
  }

  /** Returns the byte of the file at which the damaged part begins. */
  public long offset() {
    return offset;
  }
}
