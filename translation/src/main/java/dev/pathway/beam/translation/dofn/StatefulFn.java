// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.translation.keyed.CurrentKey;
import dev.pathway.beam.translation.keyed.KeyedFn;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.DoFnRunners;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Runs a DoFn with state or timers, through runners-core's stateful runner. */
final class StatefulFn implements KeyedFn {
  private final ParDoSpec spec;
  private final @Nullable ElementChecks checks;
  private @Nullable StepMetrics metrics;
  private @Nullable DoFn<Object, Object> setUp;
  private @Nullable DoFnRunner<Object, Object> runner;
  private @Nullable CurrentKey current;

  StatefulFn(ParDoSpec spec) {
    this.spec = spec;
    checks = ElementChecks.of(spec);
  }

  /** Something that runs user code. */
  private interface Call {
    void run() throws Exception;
  }

  private void run(Call call) throws Exception {
    StepMetrics own = metrics;
    if (own == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    MetricsContainer previous = own.enter();
    try {
      call.run();
    } finally {
      own.leave(previous);
    }
  }

  @Override
  public void setup(StepContext context, CurrentKey key) throws Exception {
    metrics = JobMetrics.of(context.job()).step(spec.name());
    current = key;
    run(
        () -> {
          DoFnInvokers.tryInvokeSetupFor(spec.fn(), spec.options().get());
          setUp = spec.fn();
        });
    runner = runner(context, key);
  }

  private DoFnRunner<Object, Object> runner(StepContext context, CurrentKey key) {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(spec.fn());
    return DoFnRunners.defaultStatefulDoFnRunner(
        spec.fn(),
        spec.inputCoder(),
        spec.simpleRunner(context, new Outputs(spec, context, checks), key),
        key,
        spec.windowing(),
        new WindowCleanup(spec.windowing(), signature, key),
        window -> key.clear(namespace(window)),
        signature.processElement().requiresTimeSortedInput());
  }

  @SuppressWarnings("unchecked") // windows come from the windowing they are of
  private StateNamespace namespace(BoundedWindow window) {
    Coder<BoundedWindow> coder =
        (Coder<BoundedWindow>) spec.windowing().getWindowFn().windowCoder();
    return StateNamespaces.window(coder, window);
  }

  private DoFnRunner<Object, Object> runner() {
    if (runner == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return runner;
  }

  @Override
  public void startBundle() throws Exception {
    run(() -> runner().startBundle());
  }

  @Override
  public void process(WindowedValue<Object> element) throws Exception {
    run(
        () -> {
          if (checks == null) {
            runner().processElement(element);
          } else {
            checks.around(element, () -> runner().processElement(element));
          }
        });
  }

  @Override
  public void onTimer(TimerData timer) throws Exception {
    BoundedWindow window = ((StateNamespaces.WindowNamespace<?>) timer.getNamespace()).getWindow();
    run(
        () ->
            runner()
                .onTimer(
                    timer.getTimerId(),
                    timer.getTimerFamilyId(),
                    java.util.Objects.requireNonNull(current).key(),
                    window,
                    timer.getTimestamp(),
                    timer.getOutputTimestamp(),
                    timer.getDomain()));
  }

  @Override
  public void finishBundle() throws Exception {
    run(
        () -> {
          runner().finishBundle();
          if (checks != null) {
            checks.finishBundle();
          }
        });
  }

  @Override
  public void bundleCommitted() {
    if (metrics != null) {
      metrics.commit();
    }
  }

  @Override
  public void teardown() throws Exception {
    DoFn<Object, Object> fn = setUp;
    if (fn != null) {
      setUp = null;
      run(() -> DoFnInvokers.invokerFor(fn).invokeTeardown());
    }
  }

  @Override
  public boolean awaitsProcessingTime() {
    return true;
  }
}
