// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.OutletCheck.Kind;
import dev.pathway.beam.state.trace.Delta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hashes that are kept with groups of what was made of them, see {@link GroupOutputCheck}. */
final class GroupHashes {
  private final List<GroupOutputCheck> checks;
  private final boolean isOfAll;
  private final Delta delta;

  /** Those that are replaced in this epoch, by who is given all groups. */
  private final Set<ByteBuffer> refilled = new HashSet<>();

  /**
   * Creates the hashes of one worker.
   *
   * @param checks the checks of what is made of groups
   * @param arrangement what the groups are kept under
   * @param isOfAll whether all groups are handled, instead of those that change
   */
  GroupHashes(List<GroupOutputCheck> checks, String arrangement, boolean isOfAll, Epoch epoch) {
    this.checks = checks;
    this.isOfAll = isOfAll;
    delta = epoch.delta(arrangement);
    for (String name : epoch.refilledChecks()) {
      if (name.startsWith(arrangement + Epoch.CHECK)) {
        refilled.add(ByteBuffer.wrap(GroupOutputCheck.value(name)));
      }
    }
  }

  /** Says that a group is handled from here on. */
  void begin() {
    checks.forEach(GroupOutputCheck::beginGroup);
  }

  /** Takes what is kept of a group that changes, or is made anew: it is of no use any more. */
  void kept(byte[] key, byte[] value, long hash) throws IOException {
    GroupOutputCheck check = check(value);
    if (check != null) {
      check.kept(hash);
    }
    boolean isReplaced =
        isOfAll
            ? check != null && check.kind() == Kind.ALL
            : !refilled.contains(ByteBuffer.wrap(value));
    if (isReplaced) {
      // Also where it is of code that is not run any more.
      delta.add(key, value, -hash);
    }
  }

  private @Nullable GroupOutputCheck check(byte[] value) {
    for (GroupOutputCheck check : checks) {
      if (Arrays.equals(check.value(), value)) {
        return check;
      }
    }
    return null;
  }

  /** Says that a group has been handled. */
  void end(byte[] key, @Nullable Object shown) throws IOException {
    for (GroupOutputCheck check : checks) {
      long hash = check.endGroup(shown);
      if (hash != 0 && check.kind() != Kind.AGAIN) {
        delta.add(key, check.value(), hash);
      }
    }
  }

  /** Ends the epoch. */
  void seal() throws IOException {
    delta.seal();
  }
}
