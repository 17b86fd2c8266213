// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.errors.ElementErrors;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.SavedMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.SideInputReader;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.util.WindowedValueMultiReceiver;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * A DoFn that is set up, for one step of one worker: its bundles, metrics, outputs, side inputs,
 * checks and finalizers. How its elements are processed is up to whoever owns it.
 */
public final class DoFnInstance {
  private final String name;
  private final StepMetrics metrics;
  private final SavedMetrics savedMetrics;
  private final DoFnInvoker<Object, Object> invoker;
  private final @Nullable ElementChecks checks;
  private final Outputs outputs;
  private final SideInputReader sideInputs;
  private final Finalizers finalizers;
  private final @Nullable ElementErrors errors;
  private final BundleArguments bundleArguments;

  private DoFnInstance(
      ParDoSpec spec,
      StepContext context,
      StepMetrics metrics,
      DoFnInvoker<Object, Object> invoker) {
    name = spec.name();
    this.metrics = metrics;
    savedMetrics = new SavedMetrics(metrics);
    this.invoker = invoker;
    checks = ElementChecks.of(spec);
    errors = ElementErrors.of(spec.checks().onError(), spec.fn(), spec.inputCoder(), context);
    outputs = new Outputs(spec, context, errors, checks);
    SideInputViews views = new SideInputViews(spec.views(), context);
    sideInputs = errors == null ? views : errors.noted(views);
    finalizers = new Finalizers(spec.name(), context.job().clock());
    bundleArguments =
        new BundleArguments(
            spec.fn(), spec.options().get(), spec.mainOutput(), outputs, finalizers);
  }

  /** Sets up a step's DoFn; if that fails, it has been torn down already. */
  public static DoFnInstance setUp(ParDoSpec spec, StepContext context) {
    StepMetrics metrics = JobMetrics.of(context.job()).step(spec.name());
    MetricsContainer previous = metrics.enter();
    try {
      return new DoFnInstance(
          spec, context, metrics, DoFnInvokers.tryInvokeSetupFor(spec.fn(), spec.options().get()));
    } finally {
      metrics.leave(previous);
    }
  }

  /** Returns the invoker of the function's methods. */
  public DoFnInvoker<Object, Object> invoker() {
    return invoker;
  }

  /** Returns where outputs go. */
  public WindowedValueMultiReceiver outputs() {
    return outputs;
  }

  /** Returns where outputs go, for those that know the receivers' type. */
  Outputs receivers() {
    return outputs;
  }

  /** Returns the side inputs. */
  public SideInputReader sideInputs() {
    return sideInputs;
  }

  /** Returns what takes the function's wishes for when its bundle is committed. */
  public BundleFinalizer finalizer() {
    return finalizers;
  }

  /** Begins a bundle. */
  public void startBundle() {
    MetricsContainer previous = metrics.enter();
    try {
      invoker.invokeStartBundle(bundleArguments);
    } finally {
      metrics.leave(previous);
    }
  }

  /**
   * Returns what calls user code for elements and leaves out those on which it fails, if the
   * pipeline is to go on then; else the call as it is.
   */
  public Consumer<WindowedValue<Object>> dropping(Consumer<WindowedValue<Object>> call) {
    ElementErrors own = errors;
    return own == null ? call : element -> own.process(element, () -> call.accept(element));
  }

  /** Returns whether elements are left out on which user code fails. */
  public boolean dropsElements() {
    return errors != null && errors.drops();
  }

  /** Returns a runner that does what {@link #dropping(Consumer)} does, for timers as well. */
  DoFnRunner<Object, Object> dropping(DoFnRunner<Object, Object> runner) {
    return errors == null ? runner : new DroppingRunner(runner, errors);
  }

  /** Has an element processed by {@code call}, which calls user code. */
  public void process(WindowedValue<Object> element, Consumer<WindowedValue<Object>> call) {
    MetricsContainer previous = metrics.enter();
    try {
      if (checks == null) {
        call.accept(element);
      } else {
        checks.around(element, () -> call.accept(element));
      }
    } finally {
      metrics.leave(previous);
    }
  }

  /** Has something else done that calls user code. */
  void call(Runnable call) {
    MetricsContainer previous = metrics.enter();
    try {
      call.run();
    } finally {
      metrics.leave(previous);
    }
  }

  /** Ends a bundle. */
  public void finishBundle() {
    MetricsContainer previous = metrics.enter();
    try {
      invoker.invokeFinishBundle(bundleArguments);
      if (checks != null) {
        checks.finishBundle();
      }
    } finally {
      metrics.leave(previous);
    }
  }

  /** Does what waits for the outputs of a bundle to be handed over. */
  public void bundleCommitted() {
    MetricsContainer previous = metrics.enter();
    try {
      if (errors != null) {
        errors.bundleCommitted();
      }
      finalizers.bundleCommitted();
    } finally {
      metrics.leave(previous);
    }
    metrics.commit();
  }

  /** See {@link dev.pathway.beam.engine.spi.StepFn#restore}. */
  public void restore(StepState state) throws IOException {
    if (state.durable()) {
      finalizers.waitForSnapshots();
    }
    savedMetrics.restore(state);
  }

  /** See {@link dev.pathway.beam.engine.spi.StepFn#save}. */
  public void save(long snapshot) throws IOException {
    finalizers.save(snapshot);
    savedMetrics.save();
  }

  /** See {@link dev.pathway.beam.engine.spi.StepFn#committed}. */
  public void committed(long snapshot) {
    call(() -> finalizers.committed(snapshot));
    metrics.commit();
  }

  /** Tears the function down; to be called once. */
  public void tearDown() {
    MetricsContainer previous = metrics.enter();
    try {
      SlowTeardown.watch(name, invoker::invokeTeardown);
    } finally {
      if (errors != null) {
        errors.close();
      }
      metrics.leave(previous);
    }
  }
}
