// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.revision;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.translation.fingerprint.Fingerprint;
import dev.pathway.beam.translation.fingerprint.Fingerprints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of a plan, to know its stages again in the next run.
 *
 * @param nodes its nodes by their ids, in its order
 */
public record KnownPlan(Map<String, KnownNode> nodes) {
  /** What is known before the first epoch. */
  public static final KnownPlan NONE = new KnownPlan(Map.of());

  /** Copies the map. */
  public KnownPlan {
    nodes = new LinkedHashMap<>(nodes);
  }

  /**
   * Returns what is to be known of a plan that is not fused yet.
   *
   * @throws IllegalArgumentException if one of its functions is not serialisable
   */
  public static KnownPlan of(Plan plan) {
    Map<String, Fingerprint> fingerprints = Fingerprints.of(plan);
    Map<String, String> places = new HashMap<>();
    Map<String, KnownNode> nodes = new LinkedHashMap<>();
    for (PlanNode node : plan.nodes()) {
      for (int i = 0; i < node.outputs().size(); i++) {
        places.put(node.outputs().get(i), node.id() + "#" + i);
      }
      Fingerprint fingerprint = fingerprints.get(node.id());
      if (fingerprint == null) {
        throw new IllegalStateException("'" + node.name() + "' has no fingerprint");
      }
      nodes.put(
          node.id(),
          new KnownNode(
              node.name(),
              fingerprint,
              places(node.inputs(), places),
              places(node.views(), places),
              0));
    }
    return new KnownPlan(nodes);
  }

  /**
   * Returns the name under which a node keeps what it does.
   *
   * @param node the node's id
   * @param since see {@link KnownNode#since}
   */
  public static String keptUnder(String node, long since) {
    return Renaming.renamed(node, since);
  }

  private static List<String> places(List<String> collections, Map<String, String> places) {
    List<String> all = new ArrayList<>();
    collections.forEach(each -> all.add(places.getOrDefault(each, each)));
    return all;
  }
}
