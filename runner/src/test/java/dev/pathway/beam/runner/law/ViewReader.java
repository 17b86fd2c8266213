// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Looks at a side input.
 *
 * @param view the view
 * @param kind what it gives
 */
record ViewReader(PCollectionView<?> view, Kind kind) implements Serializable {

  /** What a view gives. */
  enum Kind {
    VALUES,
    SINGLE,
    MAP,
    MULTIMAP
  }

  /** Returns a number that depends on a pair and on what the view gives to it. */
  @SuppressWarnings("unchecked") // the view is of the kind it was made for
  long read(DoFn<KV<Integer, Long>, ?>.ProcessContext context, KV<Integer, Long> pair) {
    Integer key = pair.getKey();
    List<Long> into = new ArrayList<>();
    into.add(pair.getValue());
    Object side = context.sideInput(view);
    switch (kind) {
      case VALUES -> ((Iterable<Long>) side).forEach(into::add);
      case SINGLE -> into.add((Long) side);
      case MAP -> {
        Map<Integer, Long> map = (Map<Integer, Long>) side;
        into.add(map.getOrDefault(key, -1L));
        into.add((long) map.size());
      }
      case MULTIMAP -> {
        Map<Integer, Iterable<Long>> map = (Map<Integer, Iterable<Long>>) side;
        map.getOrDefault(key, List.of()).forEach(into::add);
        map.forEach((other, values) -> into.add(other * 7L + Numbers.digest(values)));
      }
    }
    return Numbers.digest(into);
  }

  /** Makes what it reads part of the value. */
  static final class Fn extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final ViewReader reader;

    Fn(ViewReader reader) {
      this.reader = reader;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<Integer, Long> pair = context.element();
      context.output(KV.of(pair.getKey(), reader.read(context, pair)));
    }
  }
}
