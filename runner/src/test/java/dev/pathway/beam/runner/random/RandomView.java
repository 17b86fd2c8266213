// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import dev.pathway.beam.runner.random.RandomPipeline.Branch;
import dev.pathway.beam.runner.random.RandomPipeline.Growth;
import java.io.Serializable;
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

/**
 * A side input of some kind.
 *
 * @param view the view
 * @param reads what it gives
 */
record RandomView(PCollectionView<?> view, Reads reads) implements Serializable {

  /** Returns a view of a branch, which is not in sessions. */
  static RandomView any(Growth growth, Branch side) {
    String name = growth.name("View");
    return switch (growth.random().nextInt(10)) {
      case 0 -> of(values(growth, side).apply(name, View.asIterable()), Reads.VALUES);
      case 1 -> of(values(growth, side).apply(name, View.asList()), Reads.VALUES);
      case 2 -> of(values(growth, side).apply(name, View.<Long>asList().inMemory()), Reads.VALUES);
      case 3 ->
          of(
              values(growth, side).apply(name, View.<Long>asList().withRandomAccess()),
              Reads.VALUES);
      case 4 ->
          of(
              values(growth, side)
                  .apply(name, RandomCombine.globally(growth.random()).asSingletonView()),
              Reads.SINGLE);
      case 5 ->
          of(
              values(growth, side)
                  .apply(growth.name("Sum"), Combine.globally(Sum.ofLongs()).withoutDefaults())
                  .apply(name, View.<Long>asSingleton().withDefaultValue(5L)),
              Reads.SINGLE);
      case 6 -> of(sums(growth, side).apply(name, View.asMap()), Reads.MAP);
      case 7 ->
          of(sums(growth, side).apply(name, View.<Integer, Long>asMap().inMemory()), Reads.MAP);
      case 8 -> of(side.pairs().apply(name, View.asMultimap()), Reads.MULTIMAP);
      default ->
          of(side.pairs().apply(name, View.<Integer, Long>asMultimap().inMemory()), Reads.MULTIMAP);
    };
  }

  private static RandomView of(PCollectionView<?> view, Reads reads) {
    return new RandomView(view, reads);
  }

  private static PCollection<Long> values(Growth growth, Branch side) {
    return growth.apply(side, "Values", Values.create());
  }

  private static PCollection<KV<Integer, Long>> sums(Growth growth, Branch side) {
    return growth.apply(side, "Sum", Sum.<Integer>longsPerKey());
  }

  /** Returns a step that reads the view for each element. */
  SingleOutput<KV<Integer, Long>, KV<Integer, Long>> reader() {
    return ParDo.of(new Reader(this)).withSideInputs(view);
  }

  /** Returns a step with state that reads the view for each element. */
  SingleOutput<KV<Integer, Long>, KV<Integer, Long>> gatherer() {
    return ParDo.of(new GatherFns.GatherWithView(this)).withSideInputs(view);
  }

  /** Returns an aggregation that reads the values of a branch, which is not in sessions. */
  static Combine.PerKey<Integer, Long, Long> combine(Growth growth, Branch side) {
    PCollectionView<Iterable<Long>> view =
        values(growth, side).apply(growth.name("View"), View.asIterable());
    return Combine.<Integer, Long, Long>perKey(new Fns.SumWith(view)).withSideInputs(view);
  }

  /** What a view gives. */
  enum Reads {
    VALUES,
    SINGLE,
    MAP,
    MULTIMAP
  }

  /** Makes what it reads in a side input part of the value. */
  static final class Reader extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final RandomView from;

    Reader(RandomView from) {
      this.from = from;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<Integer, Long> pair = context.element();
      context.output(KV.of(pair.getKey(), from.read(context, pair)));
    }
  }

  /** Returns a number that depends on a pair and on what the view gives to it. */
  @SuppressWarnings("unchecked") // the view is of the kind it was made for
  long read(DoFn<KV<Integer, Long>, ?>.ProcessContext context, KV<Integer, Long> pair) {
    Integer key = pair.getKey();
    List<Long> into = new ArrayList<>();
    into.add(pair.getValue());
    Object side = context.sideInput(view);
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
    return Fns.digest(into);
  }
}
