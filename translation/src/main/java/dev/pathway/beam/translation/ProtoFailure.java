// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.translation.spi.Problem;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.util.construction.Environments;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;

/**
 * Finds the transforms that are to blame when a pipeline cannot be written as a proto, which Beam
 * does not name: those with functions that are not serialisable or lack a coder, and primitives
 * without a URN.
 */
final class ProtoFailure extends PipelineVisitor.Defaults {
  private final Pipeline pipeline;
  private final SdkComponents components = SdkComponents.create();
  private final List<Problem> unknown = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private boolean allUnserialisable = true;

  private ProtoFailure(Pipeline pipeline) {
    this.pipeline = pipeline;
    components.registerEnvironment(Environments.JAVA_SDK_HARNESS_ENVIRONMENT);
  }

  /** Returns what to throw instead of what Beam threw. */
  static RuntimeException explain(Pipeline pipeline, RuntimeException thrown) {
    ProtoFailure failure = new ProtoFailure(pipeline);
    pipeline.traverseTopologically(failure);
    if (!failure.failed.isEmpty()) {
      String failed = String.join(", ", failure.failed);
      return new IllegalArgumentException(
          failure.allUnserialisable
              ? "Not serialisable: "
                  + failed
                  + ". Functions are copied for each worker: mark what need not be copied transient"
                  + " and make it in setup"
              : "Beam cannot translate " + failed,
          thrown);
    }
    return failure.unknown.isEmpty() ? thrown : new UnsupportedPipelineException(failure.unknown);
  }

  @Override
  public CompositeBehavior enterCompositeTransform(Node node) {
    if (!node.isRootNode()) {
      register(node.toAppliedPTransform(pipeline));
    }
    return CompositeBehavior.ENTER_TRANSFORM;
  }

  @Override
  public void visitPrimitiveTransform(Node node) {
    AppliedPTransform<?, ?, ?> applied = node.toAppliedPTransform(pipeline);
    PTransform<?, ?> transform = applied.getTransform();
    if (PTransformTranslation.urnForTransformOrNull(transform) == null) {
      unknown.add(
          new Problem(applied.getFullName(), transform.getClass().getName(), Problem.UNKNOWN));
    } else {
      register(applied);
    }
  }

  private void register(AppliedPTransform<?, ?, ?> applied) {
    try {
      components.registerPTransform(applied, List.of());
    } catch (IOException | RuntimeException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      failed.add("'" + applied.getFullName() + "' (" + root + ")");
      allUnserialisable &= root instanceof ObjectStreamException;
    }
  }
}
