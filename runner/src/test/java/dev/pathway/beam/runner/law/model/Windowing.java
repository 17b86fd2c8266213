// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

/**
 * How a collection is windowed.
 *
 * @param windows the windows
 * @param firing when they fire
 * @param stamp the timestamps of groups
 * @param latenessMillis the allowed lateness
 * @param accumulating whether panes accumulate
 */
public record Windowing(
    Windows windows, Firing firing, Stamp stamp, long latenessMillis, boolean accumulating) {

  /** That of sources. */
  static final Windowing OF_SOURCES =
      new Windowing(Windows.GLOBAL, Firing.DEFAULT, Stamp.END, 0, false);

  /** Triggers that fire once where nothing is late, and do not all look like it. */
  public enum Firing {
    /** Of the default. */
    DEFAULT,
    /** At the end of the window and for each late element. */
    WITH_LATE,
    /** Repeatedly at the end of the window. */
    REPEATED,
    /** Repeatedly at the end of the window, once there is an element. */
    REPEATED_WITH_ELEMENT
  }

  /** What timestamp a group is given. */
  public enum Stamp {
    /** The least of its elements. */
    EARLIEST,
    /** The greatest of its elements. */
    LATEST,
    /** The last of its window. */
    END
  }

  /** Returns the same with other timestamps of groups. */
  Windowing stamped(Stamp other) {
    return new Windowing(windows, firing, other, latenessMillis, accumulating);
  }

  /** Returns whether collections in these windows can be grouped together. */
  boolean goesWith(Windowing other) {
    return windows == other.windows && firing == other.firing;
  }
}
