// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.translation.dofn.ParDoSpec;
import org.apache.beam.runners.core.SideInputReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** The arguments of the methods that a splittable DoFn has beside {@code @ProcessElement}. */
class RestrictionArguments extends DoFnInvoker.BaseArgumentProvider<Object, Object> {
  private final ParDoSpec spec;
  private final SideInputReader sideInputs;
  private final DoFnInvoker<Object, Object> invoker;
  private final Residual residual;

  RestrictionArguments(
      ParDoSpec spec,
      SideInputReader sideInputs,
      DoFnInvoker<Object, Object> invoker,
      Residual residual) {
    this.spec = spec;
    this.sideInputs = sideInputs;
    this.invoker = invoker;
    this.residual = residual;
  }

  @Override
  public final Object element(DoFn<Object, Object> fn) {
    return residual.element().getValue();
  }

  @Override
  public final Instant timestamp(DoFn<Object, Object> fn) {
    return residual.element().getTimestamp();
  }

  @Override
  public final PaneInfo paneInfo(DoFn<Object, Object> fn) {
    return residual.element().getPaneInfo();
  }

  @Override
  public final BoundedWindow window() {
    return residual.element().getWindows().iterator().next();
  }

  @Override
  public final Object restriction() {
    return residual.restriction();
  }

  /** Returns a new tracker of the restriction. */
  @Override
  public RestrictionTracker<?, ?> restrictionTracker() {
    return invoker.invokeNewTracker(this);
  }

  @Override
  public final @Nullable Object watermarkEstimatorState() {
    return residual.estimatorState();
  }

  @Override
  public final PipelineOptions pipelineOptions() {
    return spec.options().get();
  }

  @Override
  public final @Nullable Object sideInput(String tagId) {
    PCollectionView<?> view = spec.sideInputs().get(tagId);
    if (view == null) {
      throw new IllegalArgumentException("unknown side input " + tagId);
    }
    return sideInput(view);
  }

  /** Returns a side input in the window that belongs to the element's. */
  final <T> T sideInput(PCollectionView<T> view) {
    return sideInputs.get(view, view.getWindowMappingFn().getSideInputWindow(window()));
  }

  @Override
  public String getErrorContext() {
    return "RestrictionArguments";
  }
}
