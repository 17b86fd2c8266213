// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import dev.pathway.beam.runner.random.RandomPipeline.Branch;
import dev.pathway.beam.runner.random.RandomPipeline.Growth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.ParDo.SingleOutput;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** Steps that read a side input, one for each kind of view. */
final class RandomView {
  private RandomView() {}

  /** Returns a step that reads a branch, which is not in sessions, as a side input of some kind. */
  static SingleOutput<KV<Integer, Long>, KV<Integer, Long>> any(Growth growth, Branch side) {
    PCollection<Long> values = growth.apply(side, "Values", Values.create());
    return switch (growth.random().nextInt(7)) {
      case 0 -> reader(values.apply(growth.name("View"), View.asIterable()), Reads.VALUES);
      case 1 -> reader(values.apply(growth.name("View"), View.asList()), Reads.VALUES);
      case 2 ->
          reader(
              values.apply(growth.name("View"), View.<Long>asList().withRandomAccess()),
              Reads.VALUES);
      case 3 ->
          reader(
              values.apply(growth.name("View"), Combine.globally(Sum.ofLongs()).asSingletonView()),
              Reads.SINGLE);
      case 4 ->
          reader(
              growth
                  .apply(side, "Sum", Sum.<Integer>longsPerKey())
                  .apply(growth.name("View"), View.asMap()),
              Reads.MAP);
      case 5 ->
          reader(
              growth
                  .apply(side, "Sum", Sum.<Integer>longsPerKey())
                  .apply(growth.name("View"), View.<Integer, Long>asMap().inMemory()),
              Reads.MAP);
      default -> reader(growth.apply(side, "View", View.asMultimap()), Reads.MULTIMAP);
    };
  }

  /** What a view gives. */
  enum Reads {
    VALUES,
    SINGLE,
    MAP,
    MULTIMAP
  }

  private static SingleOutput<KV<Integer, Long>, KV<Integer, Long>> reader(
      PCollectionView<?> view, Reads reads) {
    return ParDo.of(new Reader(view, reads)).withSideInputs(view);
  }

  /** Makes what it reads in a side input part of the value. */
  static final class Reader extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<?> view;
    private final Reads reads;

    Reader(PCollectionView<?> view, Reads reads) {
      this.view = view;
      this.reads = reads;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<Integer, Long> pair = context.element();
      List<Long> read = new ArrayList<>();
      read.add(pair.getValue());
      read(context.sideInput(view), pair.getKey(), read);
      context.output(KV.of(pair.getKey(), Fns.digest(read)));
    }

    @SuppressWarnings("unchecked") // the view is of the kind it was made for
    private void read(Object side, Integer key, List<Long> into) {
      switch (reads) {
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
          map.forEach((other, values) -> into.add(other * 7L + Fns.digest(values)));
        }
      }
    }
  }
}
