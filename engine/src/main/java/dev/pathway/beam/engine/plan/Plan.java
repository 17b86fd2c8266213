// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.RowModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable graph of operators.
 *
 * @param name the job's name
 * @param rows how elements and frame columns correspond
 * @param collections what the nodes' inputs and outputs name, by id
 * @param nodes the operators; a node stands after every node whose output or view it uses
 */
public record Plan(
    String name, RowModel rows, Map<String, CollectionSpec> collections, List<PlanNode> nodes) {

  /**
   * Checks that ids are unique, that every used collection exists, and that the order is
   * topological.
   */
  public Plan {
    collections = Map.copyOf(collections);
    nodes = List.copyOf(nodes);
    Set<String> ids = new HashSet<>();
    Set<String> made = new HashSet<>();
    for (PlanNode node : nodes) {
      if (!ids.add(node.id())) {
        throw new IllegalArgumentException("two plan nodes have the id '" + node.id() + "'");
      }
      for (String input : node.inputs()) {
        require(made.contains(input), node, "reads", input);
      }
      for (String view : node.views()) {
        require(made.contains(view), node, "reads the view", view);
      }
      for (String output : node.outputs()) {
        require(
            makesView(node) || collections.containsKey(output),
            node,
            "has the undeclared output",
            output);
        if (!made.add(output)) {
          throw new IllegalArgumentException(
              "collection '" + output + "' is made twice, by '" + node.name() + "' too");
        }
      }
    }
  }

  private static boolean makesView(PlanNode node) {
    return node instanceof ViewNode
        || (node instanceof StageNode stage && stage.head() instanceof ViewNode);
  }

  private static void require(boolean holds, PlanNode node, String does, String collection) {
    if (!holds) {
      throw new IllegalArgumentException(
          "plan node '"
              + node.name()
              + "' "
              + does
              + " '"
              + collection
              + "', which nothing before it makes");
    }
  }

  /** Returns this plan with other nodes. */
  public Plan withNodes(List<PlanNode> newNodes) {
    return new Plan(name, rows, collections, newNodes);
  }

  /** Returns this plan with other nodes and further collections. */
  public Plan with(List<PlanNode> newNodes, List<CollectionSpec> added) {
    Map<String, CollectionSpec> all = new HashMap<>(collections);
    added.forEach(spec -> all.put(spec.id(), spec));
    return new Plan(name, rows, all, newNodes);
  }

  /** Returns the declaration of a collection. */
  public CollectionSpec collection(String id) {
    CollectionSpec spec = collections.get(id);
    if (spec == null) {
      throw new IllegalArgumentException("no collection '" + id + "' in plan '" + name + "'");
    }
    return spec;
  }

  /** Returns the node that makes a collection or view. */
  public Optional<PlanNode> producer(String collection) {
    return nodes.stream().filter(node -> node.outputs().contains(collection)).findFirst();
  }

  /** Returns the nodes that read a collection as main input, in plan order. */
  public List<PlanNode> consumers(String collection) {
    return nodes.stream().filter(node -> node.inputs().contains(collection)).toList();
  }
}
