// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StageNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stages a stage's rows and views come from, directly or not, and so which stages could wait
 * for each other.
 */
final class Ancestors {
  /*
   * A stage that hands on rows as they come has to wait with its first row until its views are complete. If it leaves
   * its input undrained meanwhile, the stage before it blocks, and so do all those further up: it stalls every stage
   * that its rows come from. If, directly or by way of other stages that wait, its views need one of those, nothing
   * moves any more.
   *
   * So there is an arrow from each stage s that reads views to each stage t that reads views
   * - if t is among the ancestors of s's views: s waits for t, and so for t's views;
   * - if not, but t leaves its input waiting and so stalls one of the ancestors of s's views.
   * Stages may leave their input waiting as long as there is no cycle. Every cycle has an arrow of the second kind,
   * since a plan has no cycles. Each stage to which such an arrow leads sets its input aside instead, and stalls nobody.
   */
  private final Map<String, Set<String>> throughRows = new HashMap<>();
  private final Map<String, Set<String>> throughAll = new HashMap<>();
  private final List<StageNode> readers = new ArrayList<>();

  Ancestors(Plan plan) {
    for (PlanNode node : plan.nodes()) {
      Set<String> rows = of(node.inputs(), throughRows);
      Set<String> all = of(node.inputs(), throughAll);
      all.addAll(of(node.views(), throughAll));
      rows.add(node.id());
      all.add(node.id());
      for (String output : node.outputs()) {
        throughRows.put(output, rows);
        throughAll.put(output, all);
      }
      if (node instanceof StageNode stage && !stage.views().isEmpty()) {
        readers.add(stage);
      }
    }
  }

  /**
   * Returns whether a stage must set aside the input that comes before its views are complete, and
   * go on taking input, because others, or its own views, would wait for it for ever.
   */
  boolean holdsInput(StageNode stage) {
    return !stage.views().isEmpty()
        && leavesInputWaiting(stage.head())
        && waitedForBy(stage).stream().anyMatch(waiting -> isStalledBy(stage, waiting));
  }

  /** Returns the stage and all readers that it would wait for, directly or not. */
  private Set<StageNode> waitedForBy(StageNode stage) {
    Set<StageNode> all = new LinkedHashSet<>(List.of(stage));
    Deque<StageNode> open = new ArrayDeque<>(all);
    while (!open.isEmpty()) {
      StageNode waiting = open.remove();
      for (StageNode other : readers) {
        if ((needs(waiting, other) || isStalledBy(other, waiting)) && all.add(other)) {
          open.add(other);
        }
      }
    }
    return all;
  }

  private boolean needs(StageNode waiting, StageNode other) {
    return of(waiting.views(), throughAll).contains(other.id());
  }

  private boolean isStalledBy(StageNode other, StageNode waiting) {
    return leavesInputWaiting(other.head())
        && !needs(waiting, other)
        && !Collections.disjoint(of(waiting.views(), throughAll), of(other.inputs(), throughRows));
  }

  /** Other heads take all their input before they emit anything. */
  private static boolean leavesInputWaiting(@Nullable PlanNode head) {
    return head == null || head instanceof ExchangeNode;
  }

  private static Set<String> of(List<String> collections, Map<String, Set<String>> ancestors) {
    Set<String> all = new HashSet<>();
    for (String collection : collections) {
      all.addAll(ancestors.getOrDefault(collection, Set.of()));
    }
    return all;
  }
}
