// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.fingerprint;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the fingerprints of a plan that is not fused yet. */
public final class Fingerprints {
  private final Configuration configuration;
  private final JobClasses classes = new JobClasses();
  private final ReachableCode reachable = new ReachableCode(classes);

  private Fingerprints(Plan plan) {
    configuration = new Configuration(plan);
  }

  /**
   * Returns the fingerprints of all nodes, by their ids, in the order of the plan.
   *
   * @throws IllegalArgumentException naming a node with a function that is not serialisable
   */
  public static Map<String, Fingerprint> of(Plan plan) {
    Fingerprints fingerprints = new Fingerprints(plan);
    Map<String, Fingerprint> all = new LinkedHashMap<>();
    for (PlanNode node : plan.nodes()) {
      all.put(node.id(), fingerprints.of(node));
    }
    return all;
  }

  private Fingerprint of(PlanNode node) {
    Roots roots = new Roots(classes);
    byte[] form;
    try {
      form = CanonicalStream.of(configuration.of(node), roots);
      if (node instanceof SourceNode source) {
        CanonicalStream.of(source.source(), roots);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Not serialisable: '" + node.name() + "' (" + e.getMessage() + ")", e);
    }
    return new Fingerprint(new Digest().add(form).hex(), code(roots));
  }

  private String code(Roots roots) {
    ClassLoader loader = classes.coveringLoader();
    return loader == null
        ? digest(roots.parts())
        : KnownCode.of(loader).digest(roots.parts(), this::digest);
  }

  private String digest(Collection<CodePart> roots) {
    Digest code = new Digest();
    reachable.addTo(code, roots);
    return code.hex();
  }
}
