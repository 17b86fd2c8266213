// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Why something runs in an epoch, as text for people. */
public final class Reasons {
  /** What is said of who is given changes. */
  public static final String INPUT_CHANGED = "its input changed";

  private Reasons() {}

  /**
   * Returns why a node, or a stage of several, runs; null if there is no reason.
   *
   * @param members the node, or those of the stage
   * @param anew why nodes are computed anew, by their ids: if one of these is, for nothing else
   * @param input what is said of its input, null if that is no reason
   * @param changedView returns the name of a view that has changed, null for the others
   */
  public static @Nullable String of(
      List<PlanNode> members,
      Map<String, String> anew,
      @Nullable String input,
      Function<String, @Nullable String> changedView) {
    List<String> reasons = new ArrayList<>();
    members.forEach(member -> add(reasons, anew.get(member.id())));
    if (reasons.isEmpty()) {
      add(reasons, input);
      for (PlanNode member : members) {
        for (String view : member.views()) {
          String name = changedView.apply(view);
          add(reasons, name == null ? null : "view " + name + " changed");
        }
      }
      if (members.get(0) instanceof MemoNode memo && memo.everyRow()) {
        add(reasons, "it looks outside of the pipeline");
      }
    }
    return reasons.isEmpty() ? null : String.join(", ", reasons);
  }

  private static void add(List<String> reasons, @Nullable String reason) {
    if (reason != null && !reasons.contains(reason)) {
      reasons.add(reason);
    }
  }
}
