// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Receiver;
import java.util.Collection;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** The process context of a DoFn without side inputs, the same object for every element. */
final class ReusedProcessContext extends DoFn<Object, Object>.ProcessContext {
  private final CurrentElement current;
  private final PipelineOptions options;
  private final Receiver main;
  private final TaggedOutput outputs;

  ReusedProcessContext(
      DoFn<Object, Object> fn,
      CurrentElement current,
      PipelineOptions options,
      Receiver main,
      TaggedOutput outputs) {
    fn.super();
    this.current = current;
    this.options = options;
    this.main = main;
    this.outputs = outputs;
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return options;
  }

  @Override
  public Object element() {
    return current.row().getValue();
  }

  @Override
  public <T> T sideInput(PCollectionView<T> view) {
    throw new IllegalArgumentException(
        "the ParDo does not declare the side input " + view + ": use withSideInputs");
  }

  @Override
  public Instant timestamp() {
    return current.row().getTimestamp();
  }

  @Override
  public PaneInfo pane() {
    return current.row().getPaneInfo();
  }

  @Override
  public @Nullable String currentRecordId() {
    return current.row().getRecordId();
  }

  @Override
  public @Nullable Long currentRecordOffset() {
    return current.row().getRecordOffset();
  }

  @Override
  public void output(Object value) {
    current.output(value, main);
  }

  @Override
  public void outputWithTimestamp(Object value, Instant timestamp) {
    current.builder(value, main).setTimestamp(timestamp).output();
  }

  @Override
  public void outputWindowedValue(
      Object value, Instant timestamp, Collection<? extends BoundedWindow> windows, PaneInfo pane) {
    current
        .builder(value, main)
        .setTimestamp(timestamp)
        .setWindows(windows)
        .setPaneInfo(pane)
        .output();
  }

  @Override
  public <T> void output(TupleTag<T> tag, T value) {
    current.output(value, outputs.receiver(tag));
  }

  @Override
  public <T> void outputWithTimestamp(TupleTag<T> tag, T value, Instant timestamp) {
    current.builder(value, outputs.receiver(tag)).setTimestamp(timestamp).output();
  }

  @Override
  public <T> void outputWindowedValue(
      TupleTag<T> tag,
      T value,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    current
        .builder(value, outputs.receiver(tag))
        .setTimestamp(timestamp)
        .setWindows(windows)
        .setPaneInfo(pane)
        .output();
  }
}
