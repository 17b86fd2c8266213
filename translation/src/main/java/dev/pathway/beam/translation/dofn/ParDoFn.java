// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Runs a DoFn, through runners-core's simple runner. */
final class ParDoFn implements StepFn {
  private final ParDoSpec spec;
  private final @Nullable ElementChecks checks;
  private @Nullable DoFnRunner<Object, Object> runner;
  private @Nullable StepMetrics metrics;
  private @Nullable DoFn<Object, Object> setUp;
  private @Nullable CurrentElement current;
  private @Nullable ReusedArguments arguments;
  private @Nullable DoFnInvoker<Object, Object> invoker;

  ParDoFn(ParDoSpec spec) {
    this.spec = spec;
    checks = ElementChecks.of(spec);
  }

  @Override
  public void setup(StepContext context) {
    StepMetrics own = JobMetrics.of(context.job()).step(spec.name());
    metrics = own;
    MetricsContainer previous = own.enter();
    try {
      DoFnInvokers.tryInvokeSetupFor(spec.fn(), spec.options().get());
      // Not before: what cannot be set up has been torn down already.
      setUp = spec.fn();
    } finally {
      own.leave(previous);
    }
    Outputs outputs = new Outputs(spec, context, checks);
    if (spec.views().isEmpty()
        && ReusedArguments.suffice(DoFnSignatures.signatureForDoFn(spec.fn()))) {
      current = new CurrentElement(spec.fn());
      arguments =
          new ReusedArguments(
              spec.fn(), current, spec.options().get(), outputs.main, outputs::receiver);
      invoker = DoFnInvokers.invokerFor(spec.fn());
    }
    runner = spec.simpleRunner(context, outputs, new StatelessContext(spec.name()));
  }

  @Override
  public void startBundle() {
    StepMetrics own = metrics();
    MetricsContainer previous = own.enter();
    try {
      runner().startBundle();
    } finally {
      own.leave(previous);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) {
    StepMetrics own = metrics();
    MetricsContainer previous = own.enter();
    try {
      WindowedValue<Object> row = (WindowedValue<Object>) element;
      if (checks == null) {
        invoke(row);
      } else {
        checks.around(row, () -> invoke(row));
      }
    } finally {
      own.leave(previous);
    }
  }

  private void invoke(WindowedValue<Object> row) {
    if (current == null || arguments == null || invoker == null) {
      runner().processElement(row);
    } else {
      current.moveTo(row);
      invoker.invokeProcessElement(arguments);
      current.leave();
    }
  }

  @Override
  public void finishBundle() {
    StepMetrics own = metrics();
    MetricsContainer previous = own.enter();
    try {
      runner().finishBundle();
      if (checks != null) {
        checks.finishBundle();
      }
    } finally {
      own.leave(previous);
    }
  }

  @Override
  public void bundleCommitted() {
    metrics().commit();
  }

  @Override
  public void teardown() {
    DoFn<Object, Object> fn = setUp;
    if (fn == null) {
      return;
    }
    setUp = null;
    StepMetrics own = metrics();
    MetricsContainer previous = own.enter();
    try {
      SlowTeardown.watch(spec.name(), DoFnInvokers.invokerFor(fn)::invokeTeardown);
    } finally {
      own.leave(previous);
    }
  }

  private StepMetrics metrics() {
    if (metrics == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return metrics;
  }

  private DoFnRunner<Object, Object> runner() {
    if (runner == null) {
      throw new IllegalStateException("'" + spec.name() + "' was not set up");
    }
    return runner;
  }
}
