// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.PValueBase;

/**
 * Names of the transforms that Beam SQL makes. They hold a number that a process counts up from
 * query to query, so that a pipeline would not be known again by them.
 */
public final class RelationNames {
  private static final PrivateField<String> FULL_NAME = new PrivateField<>(Node.class, "fullName");
  private static final PrivateField<String> NAME = new PrivateField<>(PValueBase.class, "name");
  private static final Pattern RELATION = Pattern.compile("(Beam\\w*Rel_)(\\d+)");

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  private RelationNames() {}

  /** Numbers the relations of each query from 1 on, in the names of a pipeline. */
  public static void settle(Pipeline pipeline) {
    RelationNames names = new RelationNames();
    pipeline.traverseTopologically(
        new PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(Node node) {
            names.rename(node);
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitPrimitiveTransform(Node node) {
            names.rename(node);
          }

          @Override
          public void visitValue(PValue value, Node producer) {
            names.rename(value);
          }
        });
  }

  private void rename(Node node) {
    String name = node.getFullName();
    if (RELATION.matcher(name).find()) {
      FULL_NAME.set(node, settled(name));
    }
  }

  private void rename(PValue value) {
    if (value instanceof PValueBase && RELATION.matcher(value.getName()).find()) {
      NAME.set(value, settled(value.getName()));
    }
  }

  private String settled(String name) {
    StringBuilder settled = new StringBuilder();
    Matcher relation = RELATION.matcher(name);
    while (relation.find()) {
      relation.appendReplacement(settled, "$1");
      String scope = settled.toString();
      settled.append(
          numbers.computeIfAbsent(
              scope + relation.group(2), key -> used.merge(scope, 1, Integer::sum)));
    }
    return relation.appendTail(settled).toString();
  }
}
