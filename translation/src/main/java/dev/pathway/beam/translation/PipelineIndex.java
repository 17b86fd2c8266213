// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.util.construction.Environments;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;

/** A pipeline as a proto, with the way back from its ids to the native objects. */
final class PipelineIndex {
  private final RunnerApi.Pipeline proto;
  private final Map<String, AppliedPTransform<?, ?, ?>> transforms = new HashMap<>();
  private final Map<String, PCollection<?>> pcollections = new HashMap<>();

  private PipelineIndex(RunnerApi.Pipeline proto) {
    this.proto = proto;
  }

  /**
   * Returns the index of a pipeline.
   *
   * @throws IllegalArgumentException if a function is not serialisable
   * @throws UnsupportedPipelineException if there are primitives without a URN
   */
  static PipelineIndex of(Pipeline pipeline) {
    SdkComponents components = SdkComponents.create();
    components.registerEnvironment(Environments.JAVA_SDK_HARNESS_ENVIRONMENT);
    PipelineIndex index = new PipelineIndex(toProto(pipeline, components));
    pipeline.traverseTopologically(
        new PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(Node node) {
            if (!node.isRootNode()) {
              index.add(node.toAppliedPTransform(pipeline), components);
            }
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitPrimitiveTransform(Node node) {
            index.add(node.toAppliedPTransform(pipeline), components);
          }

          @Override
          public void visitValue(PValue value, Node producer) {
            if (value instanceof PCollection<?> pcollection) {
              index.add(pcollection, components);
            }
          }
        });
    return index;
  }

  private static RunnerApi.Pipeline toProto(Pipeline pipeline, SdkComponents components) {
    try {
      return PipelineTranslation.toProto(pipeline, components, false);
    } catch (RuntimeException e) {
      throw ProtoFailure.explain(pipeline, e);
    }
  }

  private void add(AppliedPTransform<?, ?, ?> transform, SdkComponents components) {
    transforms.put(components.getPTransformIdOrThrow(transform), transform);
  }

  private void add(PCollection<?> pcollection, SdkComponents components) {
    try {
      pcollections.put(components.registerPCollection(pcollection), pcollection);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot register '" + pcollection.getName() + "'", e);
    }
  }

  RunnerApi.Pipeline proto() {
    return proto;
  }

  AppliedPTransform<?, ?, ?> applied(String id) {
    AppliedPTransform<?, ?, ?> transform = transforms.get(id);
    if (transform == null) {
      throw new IllegalStateException("the pipeline has no native transform '" + id + "'");
    }
    return transform;
  }

  Map<String, PCollection<?>> pcollections() {
    return pcollections;
  }
}
