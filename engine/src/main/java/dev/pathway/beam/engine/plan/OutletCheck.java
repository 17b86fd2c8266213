// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import java.io.Serializable;
import java.util.List;

/**
 * That what a stage puts out into a collection is checked: a hash of it is kept for each row of the
 * stage, and what is taken back of the row later must meet it.
 *
 * @param output the collection
 * @param name what the hashes are kept under; another one where other code makes the collection
 * @param transforms the names of the transforms whose functions may vary
 * @param kind what rows the stage is given
 */
public record OutletCheck(String output, String name, List<String> transforms, Kind kind)
    implements Serializable {
  /** What rows there are, and what is done with their hashes. */
  public enum Kind {
    /** Rows that changed: their hashes are kept, and those that are taken back compared. */
    CHANGES,
    /** All rows, as insertions: their hashes take the place of all that were kept. */
    ALL,
    /** All rows, as insertions, once more: their hashes are compared with those that are kept. */
    AGAIN
  }

  /** Copies the list. */
  public OutletCheck {
    transforms = List.copyOf(transforms);
  }
}
