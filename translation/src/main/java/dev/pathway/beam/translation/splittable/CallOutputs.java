// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.TimestampObservingWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.util.WindowedValueMultiReceiver;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;

/** What a call emits, seen by its budget and its watermark estimator. */
final class CallOutputs implements MultiOutputReceiver {
  private final ParDoSpec spec;
  private final WindowedValue<Object> element;
  private final WatermarkEstimator<?> estimator;
  private final CallBudget budget;
  private final WindowedValueMultiReceiver outputs;

  CallOutputs(
      ParDoSpec spec,
      WindowedValue<Object> element,
      WatermarkEstimator<?> estimator,
      CallBudget budget,
      WindowedValueMultiReceiver outputs) {
    this.spec = spec;
    this.element = element;
    this.estimator = estimator;
    this.budget = budget;
    this.outputs = outputs;
  }

  /** Returns the builder of an output, which starts from what the element has. */
  <T> OutputBuilder<T> builder(TupleTag<T> tag, T value) {
    return WindowedValues.<T>builder(element.withValue(value))
        .setReceiver(output -> emit(tag, output));
  }

  private <T> void emit(TupleTag<T> tag, WindowedValue<T> output) {
    budget.countOutput();
    if (estimator instanceof TimestampObservingWatermarkEstimator<?> observing) {
      observing.observeTimestamp(output.getTimestamp());
    }
    outputs.output(tag, output);
  }

  /** Returns the receiver of the main output. */
  OutputReceiver<Object> main() {
    return get(spec.mainOutput());
  }

  /** Returns the receiver of rows of the main output. */
  OutputReceiver<Row> mainRows() {
    return getRowReceiver(spec.mainOutput());
  }

  @Override
  public <T> OutputReceiver<T> get(TupleTag<T> tag) {
    return value -> builder(tag, value);
  }

  @Override
  public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
    SchemaCoder<T> coder = schemaCoder(tag);
    return row ->
        WindowedValues.<Row>builder(element.withValue(row))
            .setReceiver(
                output ->
                    emit(
                        tag,
                        output.withValue(coder.getFromRowFunction().apply(output.getValue()))));
  }

  @SuppressWarnings("unchecked") // the coder is that of the output's elements
  private <T> SchemaCoder<T> schemaCoder(TupleTag<T> tag) {
    for (Output output : spec.outputs()) {
      Coder<?> coder = output.coder();
      if (output.tag().equals(tag) && coder instanceof SchemaCoder<?> schemaCoder) {
        return (SchemaCoder<T>) schemaCoder;
      }
    }
    throw new IllegalStateException(
        "the output " + tag.getId() + " of '" + spec.name() + "' has no schema to emit rows to");
  }
}
