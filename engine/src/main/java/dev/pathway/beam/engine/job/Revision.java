// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.util.Set;

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
  /** Copies the sets. */
  public Revision {
    whole = Set.copyOf(whole);
    anew = Set.copyOf(anew);
    views = Set.copyOf(views);
    keepers = Set.copyOf(keepers);
  }

  /** Returns whether an arrangement, named by a node or a name below it, is still of use. */
  boolean keeps(String arrangement) {
    for (int end = arrangement.length(); end > 0; end = arrangement.lastIndexOf('/', end - 1)) {
      if (keepers.contains(arrangement.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
