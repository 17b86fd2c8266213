// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.Parameter;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.OutputBuilder;
import org.joda.time.Instant;

/**
 * The arguments of {@code @ProcessElement} for DoFns that ask for little: the same object for every
 * element, so that nothing is made per element but the outputs. What it does not offer is left to
 * runners-core's runner.
 */
final class ReusedArguments extends DoFnInvoker.BaseArgumentProvider<Object, Object> {
  private final CurrentElement current;
  private final PipelineOptions options;
  private final OutputReceiver<Object> mainReceiver;
  private final DoFn<Object, Object>.ProcessContext context;

  ReusedArguments(
      DoFn<Object, Object> fn,
      CurrentElement current,
      PipelineOptions options,
      Receiver main,
      TaggedOutput outputs) {
    this.current = current;
    this.options = options;
    mainReceiver = new MainReceiver(current, main);
    context = new ReusedProcessContext(fn, current, options, main, outputs);
  }

  /** Returns whether the arguments that a DoFn asks for are among those offered here. */
  static boolean suffice(DoFnSignature signature) {
    return !signature.processElement().observesWindow()
        && signature.processElement().extraParameters().stream().allMatch(ReusedArguments::offers);
  }

  private static boolean offers(Parameter parameter) {
    return parameter instanceof Parameter.ElementParameter
        || parameter instanceof Parameter.TimestampParameter
        || parameter instanceof Parameter.PaneInfoParameter
        || parameter instanceof Parameter.PipelineOptionsParameter
        || parameter instanceof Parameter.ProcessContextParameter
        || (parameter instanceof Parameter.OutputReceiverParameter receiver
            && !receiver.isRowReceiver());
  }

  @Override
  public Object element(DoFn<Object, Object> fn) {
    return current.row().getValue();
  }

  @Override
  public Instant timestamp(DoFn<Object, Object> fn) {
    return current.row().getTimestamp();
  }

  @Override
  public PaneInfo paneInfo(DoFn<Object, Object> fn) {
    return current.row().getPaneInfo();
  }

  @Override
  public PipelineOptions pipelineOptions() {
    return options;
  }

  @Override
  public OutputReceiver<Object> outputReceiver(DoFn<Object, Object> fn) {
    return mainReceiver;
  }

  @Override
  public DoFn<Object, Object>.ProcessContext processContext(DoFn<Object, Object> fn) {
    return context;
  }

  @Override
  public String getErrorContext() {
    return "ReusedArguments";
  }

  private record MainReceiver(CurrentElement current, Receiver main)
      implements OutputReceiver<Object> {
    @Override
    public OutputBuilder<Object> builder(Object value) {
      return current.builder(value, main);
    }

    @Override
    public void output(Object value) {
      current.output(value, main);
    }
  }
}
