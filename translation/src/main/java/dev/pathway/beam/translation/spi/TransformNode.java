// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.transforms.PTransform;

/**
 * A transform of the pipeline, in both its forms.
 *
 * @param id its id in the proto
 * @param proto the proto
 * @param applied the native transform with its native inputs and outputs
 */
public record TransformNode(
    String id, RunnerApi.PTransform proto, AppliedPTransform<?, ?, ?> applied) {
  /** Returns the full name. */
  public String name() {
    return applied.getFullName();
  }

  /** Returns the URN; empty for a composite that has none. */
  public String urn() {
    return proto.getSpec().getUrn();
  }

  /** Returns the native transform, which is of the class that the URN was made from. */
  public PTransform<?, ?> transform() {
    return applied.getTransform();
  }
}
