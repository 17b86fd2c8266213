// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.dofn.DoFnInstance;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Processes elements by the restrictions they come with. A call works on a restriction as far as it
 * gets; what it leaves waits in a queue until its time has come, and holds back the watermark. Once
 * the job drains each restriction is truncated, once, so that the queue comes to an end.
 */
final class SplittableFn implements StepFn {
  private final SplittableSpec spec;
  private final Residuals residuals = new Residuals();
  private @Nullable Active active;
  private boolean truncated;

  /** What there is between setup and teardown. */
  private record Active(DoFnInstance instance, RestrictionCalls calls, JobContext job) {}

  SplittableFn(SplittableSpec spec) {
    this.spec = spec;
  }

  @Override
  public void setup(StepContext context) {
    DoFnInstance instance = DoFnInstance.setUp(spec.parDo(), context);
    JobContext job = context.job();
    active = new Active(instance, new RestrictionCalls(spec, instance, job), job);
  }

  @Override
  public void startBundle() {
    active().instance().startBundle();
  }

  @Override
  @SuppressWarnings("unchecked") // what the expansion of a splittable ParDo makes
  public void process(Object element) {
    WindowedValue<KV<?, KV<Object, Object>>> row =
        (WindowedValue<KV<?, KV<Object, Object>>>) element;
    KV<Object, Object> pair = row.getValue().getValue();
    Object restriction = pair.getValue();
    truncateOnceDraining();
    active()
        .instance()
        .process(
            row.withValue(pair.getKey()),
            own -> {
              Residual whole = active().calls().whole(own, restriction);
              goOn(truncated ? active().calls().truncated(whole) : whole);
            });
  }

  @Override
  public long hold() {
    return residuals.hold();
  }

  @Override
  public long wakeTime() {
    long first = residuals.wakeTime();
    return first != Long.MAX_VALUE && toTruncate() ? active().job().clock().millis() : first;
  }

  @Override
  public void wake() {
    truncateOnceDraining();
    Residual due = residuals.poll(active().job().clock().millis());
    if (due != null) {
      call(due, () -> goOn(due));
    }
  }

  private void truncateOnceDraining() {
    if (toTruncate()) {
      truncated = true;
      for (Residual residual : residuals.drain()) {
        call(residual, () -> add(active().calls().truncated(residual)));
      }
    }
  }

  private boolean toTruncate() {
    return !truncated && active().job().draining();
  }

  private void call(Residual residual, Runnable call) {
    active().instance().process(residual.element(), element -> call.run());
  }

  private void goOn(@Nullable Residual residual) {
    if (residual != null) {
      add(active().calls().process(residual, this::interrupted));
    }
  }

  private void add(@Nullable Residual residual) {
    if (residual != null) {
      residuals.add(residual);
    }
  }

  /** Returns whether a call should end before its time: to be truncated, or in vain anyway. */
  private boolean interrupted() {
    return active().job().stopping() || toTruncate();
  }

  @Override
  public void finishBundle() {
    active().instance().finishBundle();
  }

  @Override
  public void bundleCommitted() {
    active().instance().bundleCommitted();
  }

  @Override
  public void teardown() {
    Active own = active;
    if (own != null) {
      active = null;
      own.instance().tearDown();
    }
  }

  private Active active() {
    if (active == null) {
      throw new IllegalStateException("'" + spec.parDo().name() + "' was not set up");
    }
    return active;
  }
}
