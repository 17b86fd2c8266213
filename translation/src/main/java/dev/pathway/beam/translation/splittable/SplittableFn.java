// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.dofn.DoFnInstance;
import dev.pathway.beam.translation.sideinput.UnfinishedElements;
import dev.pathway.beam.translation.splittable.CheckpointingTracker.Checkpoint;
import dev.pathway.beam.translation.splittable.CheckpointingTracker.Takers;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Processes elements by the restrictions they come with. A call works on a restriction as far as it
 * gets; what it leaves waits in a queue until its time has come, and holds back the watermark. Once
 * the job drains each restriction is truncated, once, so that the queue comes to an end.
 *
 * <p>In a batch, a worker that has nothing left takes over parts of what others work on, unless
 * elements are dropped on which user code fails.
 */
final class SplittableFn implements StepFn, UnfinishedElements {
  private final SplittableSpec spec;
  private final Residuals residuals = new Residuals();
  private @Nullable Active active;
  private final StoredResiduals stored;
  private boolean truncated;
  private boolean sealed;
  private boolean inBundle;

  /** What there is between setup and teardown. */
  private record Active(
      DoFnInstance instance, RestrictionCalls calls, JobContext job, @Nullable Helper helper) {}

  SplittableFn(SplittableSpec spec) {
    this.spec = spec;
    stored = new StoredResiduals(spec);
  }

  @Override
  public void setup(StepContext context) {
    DoFnInstance instance = DoFnInstance.setUp(spec.parDo(), context);
    JobContext job = context.job();
    // What an element makes is put out, or dropped, as a whole, whoever has nothing to do.
    boolean shared = spec.shared() && !instance.dropsElements();
    Helper helper = shared ? new Helper(SharedParts.of(context)) : null;
    active = new Active(instance, new RestrictionCalls(spec, instance, job), job, helper);
  }

  @Override
  public void restore(StepState state) throws IOException {
    active().instance().restore(state);
    stored.restore(state, residuals);
  }

  @Override
  public void save(long snapshot) throws IOException {
    active().instance().save(snapshot);
    stored.save(residuals);
  }

  @Override
  public void committed(long snapshot) {
    active().instance().committed(snapshot);
  }

  @Override
  @SuppressWarnings("unchecked") // what the expansion of a splittable ParDo makes
  public void process(Object element) {
    WindowedValue<KV<?, KV<Object, Object>>> row =
        (WindowedValue<KV<?, KV<Object, Object>>>) element;
    KV<Object, Object> pair = row.getValue().getValue();
    Object restriction = pair.getValue();
    truncateOnceDraining();
    call(
        row.withValue(pair.getKey()),
        own -> {
          Residual whole = active().calls().whole(own, restriction);
          goOn(truncated ? active().calls().truncated(whole) : whole);
        });
    if (active().job().incremental()) {
      finishAll();
    }
  }

  /** Resumes at once what was left, while it is known of which row it is a part. */
  private void finishAll() {
    while (residuals.hold() < EventTime.END) {
      for (Residual residual : residuals.drain()) {
        call(residual.element(), element -> goOn(residual));
      }
    }
  }

  @Override
  public void seal(long epoch) {
    sealed = true;
    restIfNothingIsLeft();
  }

  private void restIfNothingIsLeft() {
    Helper helper = active().helper();
    if (helper != null && sealed && residuals.hold() == EventTime.END) {
      helper.rest();
    }
  }

  @Override
  public long hold() {
    Helper helper = active().helper();
    return helper == null ? residuals.hold() : Math.min(helper.hold(), residuals.hold());
  }

  @Override
  public long earliestWindowEnd() {
    return residuals.earliestWindowEnd();
  }

  @Override
  public long wakeTime() {
    Helper helper = active().helper();
    long first = residuals.wakeTime();
    if (first != Long.MAX_VALUE && toTruncate()) {
      return active().job().clock().millis();
    }
    return helper == null ? first : Math.min(helper.wakeTime(), first);
  }

  @Override
  public void wake() {
    truncateOnceDraining();
    Residual due = residuals.poll(active().job().clock().millis());
    if (due != null) {
      call(due.element(), element -> goOn(due));
    } else {
      help();
    }
    restIfNothingIsLeft();
  }

  private void help() {
    Helper helper = active().helper();
    SharedParts.Part part = helper == null ? null : helper.take();
    if (part != null) {
      Residual residual = part.residual();
      boolean toTruncate = truncated && !part.truncated();
      call(
          residual.element(),
          element -> goOn(toTruncate ? active().calls().truncated(residual) : residual));
    }
  }

  private void truncateOnceDraining() {
    if (toTruncate()) {
      truncated = true;
      for (Residual residual : residuals.drain()) {
        if (residual.truncated()) {
          // Before a restart.
          residuals.add(residual);
        } else {
          call(residual.element(), element -> add(active().calls().truncated(residual)));
        }
      }
    }
  }

  private boolean toTruncate() {
    return !truncated && active().job().draining();
  }

  private void call(WindowedValue<Object> element, Consumer<WindowedValue<Object>> call) {
    if (!inBundle) {
      // Not before: a worker that only waits for something to do calls no user code.
      inBundle = true;
      active().instance().startBundle();
    }
    DoFnInstance instance = active().instance();
    instance.process(element, instance.dropping(call));
  }

  private void goOn(@Nullable Residual residual) {
    if (residual != null) {
      add(active().calls().process(residual, this::interrupted, takers(residual)));
    }
  }

  private Takers takers(Residual of) {
    Helper helper = active().helper();
    return helper == null
        ? Takers.NONE
        : new Takers() {
          private final boolean ofTruncated = truncated;

          @Override
          public boolean wanted() {
            return helper.parts().wanted();
          }

          @Override
          public void give(Checkpoint part) {
            Residual residual = part.of(of, of.resumeMillis());
            helper.parts().give(new SharedParts.Part(residual, ofTruncated));
          }
        };
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
    if (inBundle) {
      inBundle = false;
      active().instance().finishBundle();
    }
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
