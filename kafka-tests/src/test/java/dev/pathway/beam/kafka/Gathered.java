// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** A sink that keeps all elements, which appear while the job runs, for the test that made it. */
final class Gathered<T> extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Collection<Object>> ALL = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  Gathered() {
    ALL.put(id, new ConcurrentLinkedQueue<>());
  }

  private static final class GatherFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    private final String id;

    GatherFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element T element) {
      all(id).add(element);
    }
  }

  private static Collection<Object> all(String id) {
    return ALL.getOrDefault(id, List.of());
  }

  /** Returns how many elements there are. */
  int size() {
    return all(id).size();
  }

  /** Returns the elements, in no particular order. */
  @SuppressWarnings("unchecked") // only elements of the collection are added
  List<T> elements() {
    return (List<T>) List.copyOf(all(id));
  }

  @Override
  public PDone expand(PCollection<T> input) {
    input.apply(ParDo.of(new GatherFn<>(id)));
    return PDone.in(input.getPipeline());
  }
}
