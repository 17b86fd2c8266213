package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which stages a stage's rows and views come from, directly or not. */
final class Ancestors {
  private final Map<String, Set<String>> ofCollection = new HashMap<>();

  Ancestors(Plan plan) {
    for (PlanNode node : plan.nodes()) {
      Set<String> all = new HashSet<>();
      all.add(node.id());
      all.addAll(of(node.inputs()));
      all.addAll(of(node.views()));
      node.outputs().forEach(output -> ofCollection.put(output, all));
    }
  }

  /**
   * Returns whether a stage's main input and its views have an ancestor in common. Such a stage must go on taking
   * input while it waits for its views: the ancestor feeds both, and would wait for it.
   */
  boolean meet(PlanNode stage) {
    Set<String> main = of(stage.inputs());
    return of(stage.views()).stream().anyMatch(main::contains);
  }

  private Set<String> of(List<String> collections) {
    Set<String> all = new HashSet<>();
    for (String collection : collections) {
      all.addAll(ofCollection.getOrDefault(collection, Set.of()));
    }
    return all;
  }
}
