// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.translation.dofn.DoFnInstance;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import java.util.function.BooleanSupplier;
import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators.WatermarkAndStateObserver;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Calls what a splittable DoFn has to say of an element and a restriction. */
final class RestrictionCalls {
  private final ParDoSpec spec;
  private final CallLimits limits;
  private final DoFnInstance instance;
  private final DoFnInvoker<Object, Object> invoker;
  private final JobContext job;

  RestrictionCalls(SplittableSpec spec, DoFnInstance instance, JobContext job) {
    this.spec = spec.parDo();
    limits = spec.limits();
    this.instance = instance;
    invoker = instance.invoker();
    this.job = job;
  }

  /** Returns the whole of what there is to do for an element. */
  Residual whole(WindowedValue<Object> element, Object restriction) {
    Residual stateless =
        new Residual(element, restriction, null, element.getTimestamp(), job.clock().millis());
    Object state = invoker.invokeGetInitialWatermarkEstimatorState(arguments(stateless));
    return new Residual(
        element, restriction, state, stateless.watermark(), stateless.resumeMillis());
  }

  /**
   * Returns what is left to do when the job drains, or null if that is nothing; there is no use in
   * waiting with it.
   */
  @Nullable Residual truncated(Residual residual) {
    TruncateResult<Object> result = invoker.invokeTruncateRestriction(arguments(residual));
    Object restriction = result == null ? null : result.getTruncatedRestriction();
    return restriction == null ? null : residual.truncatedTo(restriction, job.clock().millis());
  }

  /**
   * Works on a restriction and returns what is left of it, or null if it is done with.
   *
   * @param interrupted whether something else than its limits wants the call to end
   * @param takers those to whom a part may be given
   */
  @Nullable Residual process(
      Residual residual, BooleanSupplier interrupted, CheckpointingTracker.Takers takers) {
    RestrictionArguments arguments = arguments(residual);
    RestrictionTracker<Object, Object> restrictionTracker = invoker.invokeNewTracker(arguments);
    WatermarkAndStateObserver<Object> estimator =
        WatermarkEstimators.threadSafe(invoker.invokeNewWatermarkEstimator(arguments));
    CallBudget budget = new CallBudget(limits, interrupted);
    CheckpointingTracker tracker =
        CheckpointingTracker.of(restrictionTracker, estimator, budget, takers);
    ProcessContinuation continuation =
        invoker.invokeProcessElement(
            new ProcessArguments(spec, instance, residual, tracker, estimator, budget));
    CheckpointingTracker.Checkpoint left =
        continuation.shouldResume() ? tracker.take() : tracker.taken();
    tracker.checkDone();
    return left == null ? null : left.of(residual, resumeMillis(continuation));
  }

  private long resumeMillis(ProcessContinuation continuation) {
    long now = job.clock().millis();
    long delay = continuation.shouldResume() ? continuation.resumeDelay().getMillis() : 0;
    // Never is a long time: what is to be resumed must be found by its time.
    return delay > Long.MAX_VALUE - 1 - Math.max(0, now) ? Long.MAX_VALUE - 1 : now + delay;
  }

  private RestrictionArguments arguments(Residual residual) {
    return new RestrictionArguments(spec, instance.sideInputs(), invoker, residual);
  }
}
