// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/** The arguments of {@code @StartBundle} and {@code @FinishBundle}. */
final class BundleArguments extends DoFnInvoker.BaseArgumentProvider<Object, Object> {
  private final PipelineOptions options;
  private final BundleFinalizer finalizer;
  private final DoFn<Object, Object>.StartBundleContext start;
  private final DoFn<Object, Object>.FinishBundleContext finish;

  BundleArguments(
      DoFn<Object, Object> fn,
      PipelineOptions options,
      TupleTag<Object> mainOutput,
      TaggedOutput outputs,
      BundleFinalizer finalizer) {
    this.options = options;
    this.finalizer = finalizer;
    start = new Start(fn, options);
    finish = new Finish(fn, options, mainOutput, outputs);
  }

  @Override
  public PipelineOptions pipelineOptions() {
    return options;
  }

  @Override
  public BundleFinalizer bundleFinalizer() {
    return finalizer;
  }

  @Override
  public DoFn<Object, Object>.StartBundleContext startBundleContext(DoFn<Object, Object> fn) {
    return start;
  }

  @Override
  public DoFn<Object, Object>.FinishBundleContext finishBundleContext(DoFn<Object, Object> fn) {
    return finish;
  }

  @Override
  public String getErrorContext() {
    return "BundleArguments";
  }

  private static final class Start extends DoFn<Object, Object>.StartBundleContext {
    private final PipelineOptions options;

    Start(DoFn<Object, Object> fn, PipelineOptions options) {
      fn.super();
      this.options = options;
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return options;
    }
  }

  private static final class Finish extends DoFn<Object, Object>.FinishBundleContext {
    private final PipelineOptions options;
    private final TupleTag<Object> mainOutput;
    private final TaggedOutput outputs;

    Finish(
        DoFn<Object, Object> fn,
        PipelineOptions options,
        TupleTag<Object> mainOutput,
        TaggedOutput outputs) {
      fn.super();
      this.options = options;
      this.mainOutput = mainOutput;
      this.outputs = outputs;
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return options;
    }

    @Override
    public void output(Object output, Instant timestamp, BoundedWindow window) {
      output(mainOutput, output, timestamp, window);
    }

    @Override
    public <T> void output(TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window) {
      outputs
          .receiver(tag)
          .accept(WindowedValues.of(output, timestamp, window, PaneInfo.NO_FIRING));
    }
  }
}
