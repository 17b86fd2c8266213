// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a plan differs from the one before, by the names of the transforms.
 *
 * @param code those whose code is another
 * @param configuration those whose configuration alone is another
 * @param rewired those that read what they did not read before, or no longer what they did
 * @param added those that were not there
 * @param removed those that are no longer there
 */
public record PlanChanges(
    Set<String> code,
    Set<String> configuration,
    Set<String> rewired,
    Set<String> added,
    Set<String> removed) {
  private static final int MOST_NAMED = 10;

  /** Returns how a plan differs from the one that is remembered. */
  public static PlanChanges between(KnownPlan before, KnownPlan now) {
    PlanChanges changes =
        new PlanChanges(
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    now.nodes().forEach((id, node) -> changes.add(before.nodes().get(id), node));
    for (Map.Entry<String, KnownNode> each : before.nodes().entrySet()) {
      if (!now.nodes().containsKey(each.getKey())) {
        changes.removed.add(each.getValue().name());
      }
    }
    return changes;
  }

  private void add(@Nullable KnownNode before, KnownNode now) {
    if (before == null) {
      added.add(now.name());
    } else if (!now.runsCodeOf(before)) {
      code.add(now.name());
    } else if (!now.isConfiguredLike(before)) {
      configuration.add(now.name());
    } else if (!now.readsLike(before)) {
      rewired.add(now.name());
    }
  }

  /** Returns whether the plan is the one before. */
  public boolean isEmpty() {
    return configuration.isEmpty() && !isOfProgram();
  }

  /** Returns whether it is another program, not only the same one with other values. */
  public boolean isOfProgram() {
    return !(code.isEmpty() && rewired.isEmpty() && added.isEmpty() && removed.isEmpty());
  }

  @Override
  public String toString() {
    return line("other code", code)
        + line("other configuration", configuration)
        + line("other input", rewired)
        + line("added", added)
        + line("removed", removed);
  }

  private static String line(String what, Collection<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String named =
        names.stream()
            .limit(MOST_NAMED)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return "\n  " + what + ": " + named + (more > 0 ? " and " + more + " more" : "");
  }
}
