// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.WholeNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The collections of a plan, fused or not, that are whole in every epoch: what is read, and what is
 * made of that before it is compared with the last epoch.
 */
public final class ReadCollections {
  private final Set<String> read = new HashSet<>();

  /** Returns whether a node reads, or is given nothing but what was read. */
  public boolean reach(PlanNode node) {
    return head(node) instanceof SourceNode
        || (!node.inputs().isEmpty() && read.containsAll(node.inputs()));
  }

  /** Returns whether a node hands on rows that are still to be compared with the last epoch. */
  public boolean areMadeBy(PlanNode node) {
    PlanNode head = head(node);
    return reach(node) && !(head instanceof DiffNode) && !(head instanceof WholeNode);
  }

  /** Adds what a node puts out if it is whole; nodes come in the order of the plan. */
  public void add(PlanNode node) {
    if (areMadeBy(node)) {
      read.addAll(node.outputs());
    }
  }

  private static @Nullable PlanNode head(PlanNode node) {
    return node instanceof StageNode stage ? stage.head() : node;
  }
}
