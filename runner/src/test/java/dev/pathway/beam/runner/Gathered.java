// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;

/** A sink that keeps all elements for the test that made it. */
public final class Gathered<T> extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Collection<Object>> ALL = new ConcurrentHashMap<>();

  /** No configuration, as any other id that is drawn by Beam. */
  private final TupleTag<T> id = new TupleTag<>();

  private static Collection<Object> all(TupleTag<?> id) {
    return ALL.computeIfAbsent(id.getId(), key -> new ConcurrentLinkedQueue<>());
  }

  /** Returns the elements, in no particular order. */
  @SuppressWarnings("unchecked") // only elements of the collection are added
  public List<T> elements() {
    return (List<T>) List.copyOf(all(id));
  }

  /** Adds an element, on behalf of a function that sees more than the element. */
  void add(T element) {
    all(id).add(element);
  }

  /** Returns this sink for a collection of a narrower type. */
  @SuppressWarnings("unchecked") // what it is given it only keeps
  public <S extends T> Gathered<S> cast() {
    return (Gathered<S>) this;
  }

  @Override
  public PDone expand(PCollection<T> input) {
    input.apply(ParDo.of(new GatherFn<>(id)));
    return PDone.in(input.getPipeline());
  }

  static final class GatherFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    private final TupleTag<T> id;

    GatherFn(TupleTag<T> id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element T element) {
      all(id).add(element);
    }
  }
}
