// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.translation.dofn.DoFnInstance;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.values.Row;

/** The arguments of {@code @ProcessElement} of a splittable DoFn, for one call. */
final class ProcessArguments extends RestrictionArguments {
  private final RestrictionTracker<Object, Object> tracker;
  private final WatermarkEstimator<Object> estimator;
  private final BundleFinalizer finalizer;
  private final CallOutputs outputs;
  private final CallContext context;

  ProcessArguments(
      ParDoSpec spec,
      DoFnInstance instance,
      Residual residual,
      RestrictionTracker<Object, Object> tracker,
      WatermarkEstimator<Object> estimator,
      CallBudget budget) {
    super(spec, instance.sideInputs(), instance.invoker(), residual);
    this.tracker = tracker;
    this.estimator = estimator;
    finalizer = instance.finalizer();
    outputs = new CallOutputs(spec, residual.element(), estimator, budget, instance.outputs());
    context = new CallContext(spec, residual.element(), outputs, this::sideInput);
  }

  @Override
  public RestrictionTracker<?, ?> restrictionTracker() {
    return tracker;
  }

  @Override
  public WatermarkEstimator<?> watermarkEstimator() {
    return estimator;
  }

  @Override
  public BundleFinalizer bundleFinalizer() {
    return finalizer;
  }

  @Override
  public OutputReceiver<Object> outputReceiver(DoFn<Object, Object> fn) {
    return outputs.main();
  }

  @Override
  public OutputReceiver<Row> outputRowReceiver(DoFn<Object, Object> fn) {
    return outputs.mainRows();
  }

  @Override
  public MultiOutputReceiver taggedOutputReceiver(DoFn<Object, Object> fn) {
    return outputs;
  }

  @Override
  public DoFn<Object, Object>.ProcessContext processContext(DoFn<Object, Object> fn) {
    return context;
  }

  @Override
  public String getErrorContext() {
    return "ProcessArguments";
  }
}
