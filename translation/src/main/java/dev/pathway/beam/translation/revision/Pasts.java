// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PastNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes collections with all rows that others had at the end of the last epoch: of what their
 * makers keep, through copies of the linear steps between them.
 */
final class Pasts {
  private final Plan plan;
  private final Consumer<PlanNode> nodes;
  private final Map<String, PlanNode> makers = new HashMap<>();
  private final Map<String, List<String>> pasts = new HashMap<>();
  private final List<CollectionSpec> added = new ArrayList<>();
  private final Set<String> untold = new HashSet<>();

  /**
   * Creates them.
   *
   * @param plan the plan of the others
   * @param nodes is given the nodes that make pasts
   */
  Pasts(Plan plan, Consumer<PlanNode> nodes) {
    this.plan = plan;
    this.nodes = nodes;
  }

  /** Takes note of a node as it is to be run, before anybody asks for the past of its outputs. */
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

  /** Returns the ids of the nodes that had to tell the past of what they put out, and cannot. */
  Set<String> untold() {
    return untold;
  }

  /** Returns collections with all rows that a collection had; none if that cannot be told. */
  List<String> of(String collection) {
    List<String> known = pasts.get(collection);
    if (known != null) {
      return known;
    }
    PlanNode maker = makers.get(collection);
    if (maker == null) {
      throw new IllegalStateException("nothing makes the collection '" + collection + "'");
    }
    if (PastNode.knows(maker)) {
      String past = declare(collection);
      nodes.accept(new PastNode(maker.id() + "/past", maker, past));
      pasts.put(collection, List.of(past));
    } else if (repeats(maker)) {
      repeat(maker);
    } else {
      untold.add(original(maker));
      pasts.put(collection, List.of());
    }
    return pasts.getOrDefault(collection, List.of());
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
    maker.inputs().forEach(input -> inputs.addAll(of(input)));
    if (inputs.isEmpty()) {
      maker.outputs().forEach(output -> pasts.put(output, List.of()));
      return;
    }
    List<String> outputs = new ArrayList<>();
    for (String output : maker.outputs()) {
      String past = declare(output);
      outputs.add(past);
      pasts.put(output, List.of(past));
    }
    nodes.accept(Renaming.repeated(maker, inputs, outputs));
  }

  private String declare(String collection) {
    CollectionSpec like = plan.collection(collection);
    String id = collection + "/past";
    added.add(new CollectionSpec(id, like.name() + "/past", like.elementCodec(), like.weigher()));
    return id;
  }
}
