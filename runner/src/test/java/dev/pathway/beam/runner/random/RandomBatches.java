// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The sizes of batches of each key and window, which do not depend on the order of arrival. */
final class RandomBatches
    extends PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> {
  private static final long serialVersionUID = 1L;

  private final int size;

  RandomBatches(int size) {
    this.size = size;
  }

  @Override
  public PCollection<KV<Integer, Long>> expand(PCollection<KV<Integer, Long>> input) {
    return input.apply("Batch", GroupIntoBatches.ofSize(size)).apply("Size", ParDo.of(new Size()));
  }

  static final class Size extends DoFn<KV<Integer, Iterable<Long>>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Long>> batch,
        BoundedWindow window,
        OutputReceiver<KV<Integer, Long>> output) {
      output.outputWithTimestamp(
          KV.of(batch.getKey(), RandomCombine.size(batch.getValue())), window.maxTimestamp());
    }
  }
}
