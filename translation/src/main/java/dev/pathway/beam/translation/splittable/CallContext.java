// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.translation.dofn.ParDoSpec;
import java.util.Collection;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** The process context of one call of a splittable DoFn. */
final class CallContext extends DoFn<Object, Object>.ProcessContext {
  private final ParDoSpec spec;
  private final WindowedValue<Object> element;
  private final CallOutputs outputs;
  private final SideInputs sideInputs;

  /** The side inputs in the windows that belong to the element's. */
  interface SideInputs {
    <T> T get(PCollectionView<T> view);
  }

  CallContext(
      ParDoSpec spec, WindowedValue<Object> element, CallOutputs outputs, SideInputs sideInputs) {
    spec.fn().super();
    this.spec = spec;
    this.element = element;
    this.outputs = outputs;
    this.sideInputs = sideInputs;
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return spec.options().get();
  }

  @Override
  public Object element() {
    return element.getValue();
  }

  @Override
  public <T> T sideInput(PCollectionView<T> view) {
    return sideInputs.get(view);
  }

  @Override
  public Instant timestamp() {
    return element.getTimestamp();
  }

  @Override
  public PaneInfo pane() {
    return element.getPaneInfo();
  }

  @Override
  public @Nullable String currentRecordId() {
    return element.getRecordId();
  }

  @Override
  public @Nullable Long currentRecordOffset() {
    return element.getRecordOffset();
  }

  @Override
  public void output(Object value) {
    output(spec.mainOutput(), value);
  }

  @Override
  public void outputWithTimestamp(Object value, Instant timestamp) {
    outputWithTimestamp(spec.mainOutput(), value, timestamp);
  }

  @Override
  public void outputWindowedValue(
      Object value, Instant timestamp, Collection<? extends BoundedWindow> windows, PaneInfo pane) {
    outputWindowedValue(spec.mainOutput(), value, timestamp, windows, pane);
  }

  @Override
  public <T> void output(TupleTag<T> tag, T value) {
    outputs.builder(tag, value).output();
  }

  @Override
  public <T> void outputWithTimestamp(TupleTag<T> tag, T value, Instant timestamp) {
    outputs.builder(tag, value).setTimestamp(timestamp).output();
  }

  @Override
  public <T> void outputWindowedValue(
      TupleTag<T> tag,
      T value,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    outputs
        .builder(tag, value)
        .setTimestamp(timestamp)
        .setWindows(windows)
        .setPaneInfo(pane)
        .output();
  }
}
