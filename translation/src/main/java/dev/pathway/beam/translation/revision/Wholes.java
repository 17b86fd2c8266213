// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.WholeNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes collections of all rows of others that are told by their changes: of what their makers
 * keep, through copies of the linear steps between them.
 */
final class Wholes {
  private final Plan plan;
  private final Consumer<PlanNode> nodes;
  private final Map<String, PlanNode> makers = new HashMap<>();

  /** By the collection; null where it cannot be told. */
  private final Map<String, @Nullable String> wholes = new HashMap<>();

  private final List<CollectionSpec> added = new ArrayList<>();
  private final Map<String, String> originals = new HashMap<>();
  private final Set<String> untold = new HashSet<>();

  /**
   * Creates them.
   *
   * @param plan the plan of the others
   * @param nodes is given the nodes that make wholes
   */
  Wholes(Plan plan, Consumer<PlanNode> nodes) {
    this.plan = plan;
    this.nodes = nodes;
  }

  /** Takes note of a node as it is to be run, before anybody asks for all rows of its outputs. */
  void add(PlanNode maker) {
    maker.outputs().forEach(output -> makers.put(output, maker));
  }

  /** Returns what makes a collection, as it is to be run; null if nothing does so far. */
  @Nullable PlanNode maker(String collection) {
    return makers.get(collection);
  }

  /** Returns the collections that were made. */
  List<CollectionSpec> added() {
    return added;
  }

  /** Returns, by the ids of nodes that make wholes, the ids of those whose code they run. */
  Map<String, String> originals() {
    return originals;
  }

  /** Returns the ids of the nodes that had to tell all that they put out, and cannot. */
  Set<String> untold() {
    return untold;
  }

  /** Returns a collection of all rows that another has; null if that cannot be told. */
  @Nullable String of(String collection) {
    if (wholes.containsKey(collection)) {
      return wholes.get(collection);
    }
    PlanNode maker = makers.get(collection);
    if (maker == null) {
      throw new IllegalStateException("nothing makes the collection '" + collection + "'");
    }
    if (WholeNode.knows(maker)) {
      String whole = declare(collection);
      String id = Renaming.wholeId(maker);
      originals.put(id, maker.id());
      nodes.accept(new WholeNode(id, maker, whole));
    } else if (repeats(maker)) {
      repeat(maker);
    } else {
      untold.add(original(maker));
      wholes.put(collection, null);
    }
    return wholes.get(collection);
  }

  private boolean repeats(PlanNode maker) {
    boolean remembered =
        maker.inputs().stream().anyMatch(input -> makers.get(input) instanceof MemoNode);
    return !remembered
        && PlanParts.publishing(maker) == null
        && (maker instanceof StepNode || maker instanceof ExchangeNode);
  }

  /** Returns the id of the node that is to be computed anew for the outputs of one to be whole. */
  private String original(PlanNode maker) {
    for (String input : maker.inputs()) {
      if (makers.get(input) instanceof MemoNode memo) {
        return Renaming.original(memo.id());
      }
    }
    return Reviser.isKeeper(maker) ? Renaming.original(maker.id()) : maker.id();
  }

  private void repeat(PlanNode maker) {
    List<String> inputs = new ArrayList<>();
    for (String input : maker.inputs()) {
      String whole = of(input);
      if (whole != null) {
        inputs.add(whole);
      }
    }
    if (inputs.isEmpty()) {
      maker.outputs().forEach(output -> wholes.put(output, null));
      return;
    }
    PlanNode copy =
        Renaming.repeated(maker, inputs, maker.outputs().stream().map(this::declare).toList());
    originals.put(copy.id(), maker.id());
    nodes.accept(copy);
  }

  private String declare(String collection) {
    CollectionSpec like = plan.collection(collection);
    String id = collection + "/all";
    added.add(new CollectionSpec(id, like.name() + "/all", like.elementCodec(), like.weigher()));
    wholes.put(collection, id);
    return id;
  }
}
