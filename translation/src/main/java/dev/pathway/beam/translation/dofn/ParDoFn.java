// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.DoFnRunners;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.util.WindowedValueMultiReceiver;
import org.apache.beam.sdk.values.TupleTag;
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
    runner =
        DoFnRunners.simpleRunner(
            spec.options().get(),
            spec.fn(),
            new SideInputViews(spec.views(), context),
            outputs,
            spec.mainOutput(),
            additionalTags(),
            new StatelessContext(spec.name()),
            spec.inputCoder(),
            outputCoders(),
            spec.windowing(),
            spec.schema(),
            spec.sideInputs());
  }

  private List<TupleTag<?>> additionalTags() {
    List<TupleTag<?>> tags = new ArrayList<>();
    for (Output output : spec.outputs()) {
      if (!output.tag().equals(spec.mainOutput())) {
        tags.add(output.tag());
      }
    }
    return tags;
  }

  private Map<TupleTag<?>, Coder<?>> outputCoders() {
    Map<TupleTag<?>, Coder<?>> coders = new HashMap<>();
    spec.outputs().forEach(output -> coders.put(output.tag(), output.coder()));
    return coders;
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

  /** Hands out a receiver by tag; the main output, by far the most frequent, without a look-up. */
  private static final class Outputs implements WindowedValueMultiReceiver {
    private final TupleTag<?> mainTag;
    private final Receiver main;
    private final Map<TupleTag<?>, Receiver> byTag = new HashMap<>();

    Outputs(ParDoSpec spec, StepContext context, @Nullable ElementChecks checks) {
      mainTag = spec.mainOutput();
      for (int i = 0; i < spec.outputs().size(); i++) {
        Output output = spec.outputs().get(i);
        Receiver receiver = context.output(i);
        byTag.put(output.tag(), checks == null ? receiver : checks.output(output, receiver));
      }
      // An output that nobody reads is not part of the plan.
      main = byTag.getOrDefault(mainTag, element -> {});
    }

    @Override
    public <T> void output(TupleTag<T> tag, WindowedValue<T> value) {
      receiver(tag).accept(value);
    }

    Receiver receiver(TupleTag<?> tag) {
      Receiver receiver = mainTag.equals(tag) ? main : byTag.get(tag);
      if (receiver == null) {
        throw new IllegalArgumentException("unknown output tag " + tag);
      }
      return receiver;
    }
  }
}
