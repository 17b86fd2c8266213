// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.options;

import com.fasterxml.jackson.annotation.JsonCreator;

/** By what an incremental job tells that a file has changed. */
public enum ChangeDetection {
  /**
   * By its checksum where the file system has one, else by its size and the time of its last
   * change. A file that was changed less than two seconds before it was listed, or of which the
   * file system does not tell when, counts as changed the next time.
   */
  METADATA,
  /** By a hash of its bytes, for which every file is read in each run. */
  CONTENT;

  /** Returns the constant that an option names. */
  @JsonCreator
  static ChangeDetection of(String name) {
    return EnumOption.parse(ChangeDetection.class, "--changeDetection", name);
  }
}
