// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

/**
 * How a run came about.
 *
 * @param command the command that started the harness
 * @param commit the commit that was measured, as {@link SourceCommit} tells it
 */
public record Invocation(String command, String commit) {

  /** Checks that nothing is missing. */
  public Invocation {
    requireNonNull(command, "command");
    requireNonNull(commit, "commit");
  }
}
