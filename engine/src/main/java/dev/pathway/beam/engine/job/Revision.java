// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an epoch does differently because its plan is not that of the epoch before.
 *
 * @param whole ids of sinks that are given all rows there are, instead of those that changed
 * @param anew ids of sinks behind which another function acts: all rows count as deleted and
 *     inserted again
 * @param views views that are not what they were, whatever they hold
 * @param keepers ids of the nodes under which something is kept: what is kept under others is
 *     dropped
 */
public record Revision(
    Set<String> whole, Set<String> anew, Set<String> views, Set<String> keepers) {
  /** How the last part of a node's name ends that says since when what it keeps is kept. */
  private static final Pattern SINCE = Pattern.compile("@\\d+$");

  /** Copies the sets. */
  public Revision {
    whole = Set.copyOf(whole);
    anew = Set.copyOf(anew);
    views = Set.copyOf(views);
    keepers = Set.copyOf(keepers);
  }

  /** Returns whether an arrangement, named by a node or a name below it, is still of use. */
  boolean keeps(String arrangement) {
    int end = arrangement.length();
    while (end > 0) {
      if (keepers.contains(arrangement.substring(0, end))) {
        return true;
      }
      int begin = arrangement.lastIndexOf('/', end - 1);
      if (SINCE.matcher(arrangement.substring(begin + 1, end)).find()) {
        // It is another node's than any whose name is shorter, and that one is gone.
        return false;
      }
      end = begin;
    }
    return false;
  }
}
