// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StageNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
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
   * An arrow is part of a cycle if its start can be reached from its end.
   *
   * Sets are bits, of nodes by their position in the plan and of readers by theirs among the readers: the cost is
   * R^2 * (N + R) / 64 for R readers and N nodes.
   */
  private final Map<String, BitSet> throughRows = new HashMap<>();
  private final Map<String, BitSet> throughAll = new HashMap<>();
  private final List<Reader> readers = new ArrayList<>();
  private final Set<String> holdingIds = new HashSet<>();

  /**
   * A stage that reads views, its position in the plan, and which nodes its inputs and views need.
   */
  private record Reader(StageNode stage, int position, BitSet inputRows, BitSet views) {
    boolean needs(Reader other) {
      return views.get(other.position);
    }

    boolean isStalledBy(Reader other) {
      return leavesInputWaiting(other.stage.head())
          && !needs(other)
          && views.intersects(other.inputRows);
    }
  }

  Ancestors(Plan plan) {
    int position = 0;
    for (PlanNode node : plan.nodes()) {
      add(node, position++);
    }
    int count = readers.size();
    BitSet[] stalledBy = new BitSet[count];
    BitSet[] reached = new BitSet[count];
    for (int i = 0; i < count; i++) {
      stalledBy[i] = new BitSet(count);
      reached[i] = new BitSet(count);
      for (int other = 0; other < count; other++) {
        stalledBy[i].set(other, readers.get(i).isStalledBy(readers.get(other)));
        reached[i].set(other, readers.get(i).needs(readers.get(other)));
      }
      reached[i].or(stalledBy[i]);
    }
    close(reached);
    for (int i = 0; i < count; i++) {
      for (int other = stalledBy[i].nextSetBit(0);
          other >= 0;
          other = stalledBy[i].nextSetBit(other + 1)) {
        if (other == i || reached[other].get(i)) {
          holdingIds.add(readers.get(other).stage.id());
        }
      }
    }
  }

  private void add(PlanNode node, int position) {
    BitSet inputRows = of(node.inputs(), throughRows);
    BitSet views = of(node.views(), throughAll);
    BitSet rows = (BitSet) inputRows.clone();
    BitSet all = of(node.inputs(), throughAll);
    all.or(views);
    rows.set(position);
    all.set(position);
    for (String output : node.outputs()) {
      throughRows.put(output, rows);
      throughAll.put(output, all);
    }
    if (node instanceof StageNode stage && !stage.views().isEmpty()) {
      readers.add(new Reader(stage, position, inputRows, views));
    }
  }

  /** Adds the arrows of ways of several arrows, as Warshall does. */
  private static void close(BitSet[] arrows) {
    for (int via = 0; via < arrows.length; via++) {
      for (BitSet from : arrows) {
        if (from.get(via)) {
          from.or(arrows[via]);
        }
      }
    }
  }

  /**
   * Returns whether a stage must set aside the input that comes before its views are complete, and
   * go on taking input, because others, or its own views, would wait for it for ever.
   */
  boolean holdsInput(StageNode stage) {
    return holdingIds.contains(stage.id());
  }

  /** Other heads take all their input before they emit anything. */
  private static boolean leavesInputWaiting(@Nullable PlanNode head) {
    return head == null || head instanceof ExchangeNode;
  }

  private static BitSet of(List<String> collections, Map<String, BitSet> ancestors) {
    BitSet all = new BitSet();
    for (String collection : collections) {
      BitSet some = ancestors.get(collection);
      if (some != null) {
        all.or(some);
      }
    }
    return all;
  }
}
