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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which stages a stage's rows and views come from, directly or not, and so which stages could wait for each other. */
final class Ancestors {
  /*
   * A stage that hands on rows as they come has to wait with its first row until its views are complete. If it leaves
   * its input undrained meanwhile, the stage before it blocks, and so do all those further up: it stalls every stage
   * that its rows come from. If, directly or by way of other stages that wait, its views need one of those, nothing
   * moves any more.
   *
   * So there is an arrow from each stage s that reads views
   * - to each stage t that reads views, if t is among the ancestors of s's views: s waits for t's own views too;
   * - to each stage t that leaves its input waiting, if t stalls one of the ancestors of s's views.
   * Stages that leave their input waiting may do so as long as there is no cycle. A cycle has at least one arrow of the
   * second kind, since a plan has none. Every stage on a cycle to which such an arrow may lead sets its input aside
   * instead, and stalls nobody.
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
   * Returns whether a stage must set aside the input that comes before its views are complete, and go on taking input,
   * because others, or its own views, would wait for it for ever.
   */
  boolean holdsInput(StageNode stage) {
    if (stage.views().isEmpty() || !leavesInputWaiting(stage.head())) {
      return false;
    }
    Set<StageNode> seen = new HashSet<>();
    Deque<StageNode> open = new ArrayDeque<>(List.of(stage));
    while (!open.isEmpty()) {
      StageNode waiting = open.remove();
      for (StageNode other : readers) {
        if (waitsFor(waiting, other)) {
          if (other.equals(stage)) {
            return true;
          }
          if (seen.add(other)) {
            open.add(other);
          }
        }
      }
    }
    return false;
  }

  private boolean waitsFor(StageNode waiting, StageNode other) {
    Set<String> needed = of(waiting.views(), throughAll);
    return needed.contains(other.id())
        || (leavesInputWaiting(other.head())
            && !Collections.disjoint(needed, of(other.inputs(), throughRows)));
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
