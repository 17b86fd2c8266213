// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.WholeNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.translation.spi.Publishing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Parts of incremental plans that can be run on their own. */
public final class PlanParts {
  private PlanParts() {}

  /**
   * Returns what looks for changes: sources, and what is compared with the last epoch; without what
   * reads views, which would have to be computed.
   */
  public static Plan looking(Plan plan) {
    List<PlanNode> nodes = new ArrayList<>();
    ReadCollections read = new ReadCollections();
    for (PlanNode node : plan.nodes()) {
      if (read.reach(node) && node.views().isEmpty() && !(node instanceof WholeNode)) {
        nodes.add(node);
        read.add(node);
      }
    }
    return plan.with(nodes, List.of());
  }

  /**
   * Returns what computes the rows that sinks are given, and what is published, without those who
   * act or publish.
   */
  public static Plan computing(Plan plan) {
    List<PlanNode> nodes = new ArrayList<>();
    Set<String> left = new HashSet<>();
    for (PlanNode node : plan.nodes()) {
      boolean acts =
          publishes(node)
              || node.inputs().stream().anyMatch(left::contains)
              || node.views().stream().anyMatch(left::contains);
      if (acts || node instanceof SinkNode) {
        left.addAll(node.outputs());
      }
      if (!acts) {
        nodes.add(node);
      }
    }
    return plan.with(nodes, List.of());
  }

  /**
   * Returns the names of the steps from which a node's input comes, by main inputs and views, that
   * do not make the same of an element each time.
   */
  public static Set<String> varyingBefore(Plan plan, PlanNode node) {
    Set<String> read = new HashSet<>(node.inputs());
    Set<String> names = new TreeSet<>();
    List<PlanNode> nodes = plan.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      PlanNode each = nodes.get(i);
      if (each.outputs().stream().anyMatch(read::contains)) {
        read.addAll(each.inputs());
        read.addAll(each.views());
        if (each instanceof StepNode step && step.step().determinism() == Determinism.NONE) {
          names.add(each.name());
        }
      }
    }
    return names;
  }

  /** Returns whether a node hands its input to the epoch's publication. */
  public static boolean publishes(PlanNode node) {
    return publishing(node) != null;
  }

  /** Returns what hands a node's input to the epoch's publication, null if nothing does. */
  static @Nullable Publishing publishing(PlanNode node) {
    return node instanceof StepNode step && step.step() instanceof Publishing publishing
        ? publishing
        : null;
  }
}
