// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Collections as the changes that make them, and back.
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
 * <p>The other way round, {@link #apply} makes a collection of changes, such as those that a
 * database has logged:
 *
 * <pre>{@code
 * log.apply(ParDo.of(new ParseChangesFn())).apply(Changes.apply());
 * }</pre>
 *
 * <p>What one makes the other takes: {@code x.apply(Changes.of()).apply(Changes.apply())} has the
 * elements of {@code x}, in each epoch and on every runner, also with ParDos and Flattens in
 * between; these are given a change when it is made, and never asked to take one back.
 */
public final class Changes {
  private Changes() {}

  /**
   * Returns the transform that turns a collection into its changes.
   *
   * <p>Changes of an epoch come once all of it has been computed, in no particular order; what
   * reads them must be ParDos, unless it leads to {@link #apply}. Each element inserted or deleted
   * several times comes that many times. If the job fails while they are written, or before the
   * epoch is committed, the next run gives them again, with the same epoch.
   *
   * <p>On another runner, and without {@code --incremental}, every element is one insertion.
   *
   * @param <T> the type of the elements
   */
  public static <T> Of<T> of() {
    return new Of<>();
  }

  /**
   * Returns the transform that turns changes into the collection they describe: in each window,
   * each element as often as the diffs of its changes add up to, in any order, with the timestamp
   * that a grouping would give to it. Elements are the same if their coder, which must be
   * deterministic, encodes them alike.
   *
   * <p>The pipeline fails if a sum is negative, with the element in the message. In an incremental
   * job sums are kept from epoch to epoch, nothing is kept of an element that is gone, and a change
   * costs the same however many there are of its element. Windows that merge, triggers, and
   * timestamps other than the end of the window cost more, and cannot read {@link #of}.
   *
   * @param <T> the type of the elements
   */
  public static <T> Apply<T> apply() {
    return new Apply<>();
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

  /**
   * The transform of {@link Changes#apply}.
   *
   * @param <T> the type of the elements
   */
  public static final class Apply<T> extends RawPTransform<PCollection<Change<T>>, PCollection<T>> {
    static final String URN = "pathway:transform:changes_apply:v1";

    private static final long serialVersionUID = 1L;

    private Apply() {}

    @Override
    public FunctionSpec getSpec() {
      return FunctionSpec.newBuilder().setUrn(URN).build();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the input's coder is not a {@link ChangeCoder}
     */
    @Override
    public PCollection<T> expand(PCollection<Change<T>> input) {
      if (!(input.getCoder() instanceof ChangeCoder<?> coder)) {
        throw new IllegalArgumentException(
            "Changes.apply() reads '"
                + input.getName()
                + "', whose coder is not a ChangeCoder but "
                + input.getCoder());
      }
      @SuppressWarnings("unchecked") // it encodes the changes of the collection
      Coder<T> values = (Coder<T>) coder.valueCoder();
      return input
          .apply("Diffs", ParDo.of(new DiffFn<T>()))
          .setCoder(KvCoder.of(values, VarLongCoder.of()))
          .apply("Sums", Sum.longsPerKey())
          .apply("Elements", ParDo.of(new ElementFn<T>()))
          .setCoder(values);
    }
  }

  /** Returns the message about an element that is there less than no times. */
  static String tooFew(String transform, Object value, long count) {
    return "the changes that '"
        + transform
        + "' applies add up to "
        + count
        + " of an element: "
        + value;
  }

  private static final class InsertionFn<T> extends DoFn<T, Change<T>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element T element, OutputReceiver<Change<T>> out) {
      out.output(new Change<>(element, 1, 0));
    }
  }

  private static final class DiffFn<T> extends DoFn<Change<T>, KV<T, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Change<T> change, OutputReceiver<KV<T, Long>> out) {
      out.output(KV.of(change.value(), change.diff()));
    }
  }

  private static final class ElementFn<T> extends DoFn<KV<T, Long>, T> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<T, Long> sum, OutputReceiver<T> out) {
      if (sum.getValue() < 0) {
        throw new IllegalArgumentException(
            tooFew("Changes.apply()", String.valueOf(sum.getKey()), sum.getValue()));
      }
      for (long i = 0; i < sum.getValue(); i++) {
        out.output(sum.getKey());
      }
    }
  }
}
