// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What does not depend on the order of arrival of the batches of each key and window. */
final class BatchSteps {
  private BatchSteps() {}

  static PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> sizes(
      Step step) {
    return of(step, batch -> List.of((long) batch.size()));
  }

  static PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> contents(
      Step step) {
    return of(step, batch -> batch);
  }

  private static PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step, SerializableFunction<List<Long>, List<Long>> numbers) {
    return Pairs.compose(
        pairs ->
            pairs
                .apply(GroupIntoBatches.ofSize(1 + step.variant(5)))
                .apply(ParDo.of(new AtEnd(numbers)))
                .setCoder(Pairs.CODER)
                .apply(GroupByKey.create())
                .apply(Pairs.toValue(Numbers::digest)));
  }

  /** Puts numbers of a batch out at the end of its window. */
  static final class AtEnd extends DoFn<KV<Integer, Iterable<Long>>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final SerializableFunction<List<Long>, List<Long>> numbers;

    AtEnd(SerializableFunction<List<Long>, List<Long>> numbers) {
      this.numbers = numbers;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Long>> batch,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      List<Long> values = new ArrayList<>();
      batch.getValue().forEach(values::add);
      for (long number : numbers.apply(values)) {
        output.outputWithTimestamp(KV.of(batch.getKey(), number), window.maxTimestamp());
      }
    }
  }
}
