// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Collections as the changes that make them.
 *
 * <p>In a job that runs with {@code --incremental} the outputs of an epoch are not collections but
 * what has changed in them since the last. A ParDo that writes to the outside world is given
 * insertions only, for it could do nothing about a deletion. One that can, such as an upsert into a
 * database, reads {@link #of} instead:
 *
 * <pre>{@code
 * totals.apply(Changes.of()).apply(ParDo.of(new WriteChangesFn()));
 * }</pre>
 *
 * <p>On another runner, and without {@code --incremental}, every element is one insertion.
 */
public final class Changes {
  private Changes() {}

  /**
   * Returns the transform that turns a collection into its changes.
   *
   * <p>Changes of an epoch come once all of it has been computed, in no particular order; what
   * reads them must be ParDos. Each element inserted or deleted several times comes that many
   * times. If the job fails while they are written, or before the epoch is committed, the next run
   * gives them again, with the same epoch.
   *
   * @param <T> the type of the elements
   */
  public static <T> Of<T> of() {
    return new Of<>();
  }

  /**
   * The transform of {@link Changes#of}.
   *
   * @param <T> the type of the elements
   */
  public static final class Of<T> extends RawPTransform<PCollection<T>, PCollection<Change<T>>> {
    static final String URN = "pathway:transform:changes_of:v1";

    private static final long serialVersionUID = 1L;

    private Of() {}

    @Override
    public FunctionSpec getSpec() {
      return FunctionSpec.newBuilder().setUrn(URN).build();
    }

    @Override
    public PCollection<Change<T>> expand(PCollection<T> input) {
      return input
          .apply("Insertions", ParDo.of(new InsertionFn<T>()))
          .setCoder(ChangeCoder.of(input.getCoder()));
    }
  }

  private static final class InsertionFn<T> extends DoFn<T, Change<T>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element T element, OutputReceiver<Change<T>> out) {
      out.output(new Change<>(element, 1, 0));
    }
  }
}
