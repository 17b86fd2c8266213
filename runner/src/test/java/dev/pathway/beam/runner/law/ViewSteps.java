// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.SideInputs;
import dev.pathway.beam.runner.law.model.Step;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** Steps that look at a side input for each element. */
final class ViewSteps {
  private final Step step;
  private final String name;
  private final PCollection<KV<Integer, Long>> side;

  private ViewSteps(Step step, String name, PCollection<KV<Integer, Long>> side) {
    this.step = step;
    this.name = name;
    this.side = side;
  }

  /**
   * Returns a step.
   *
   * @param name what the view's transforms are named after
   * @param side what the view is of
   */
  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step, String name, PCollection<KV<Integer, Long>> side) {
    ViewSteps views = new ViewSteps(step, name, side);
    return switch (step.operator()) {
      case COMBINED_VIEW -> views.reader(views.combined(), ViewReader.Kind.SINGLE);
      case SINGLETON_VIEW -> views.reader(views.singleton(), ViewReader.Kind.SINGLE);
      case ITERABLE_VIEW -> views.reader(views.iterable(), ViewReader.Kind.VALUES);
      case LIST_VIEW -> views.reader(views.list(), ViewReader.Kind.VALUES);
      case MAP_VIEW -> views.reader(views.map(), ViewReader.Kind.MAP);
      case MULTIMAP_VIEW -> views.reader(views.multimap(), ViewReader.Kind.MULTIMAP);
      case COMBINE_WITH_VIEW -> views.combine(views.iterable());
      case STATE_WITH_VIEW -> {
        PCollectionView<?> view = views.iterable();
        yield ParDo.of(new StateFns.BagWithView(new ViewReader(view, ViewReader.Kind.VALUES)))
            .withSideInputs(view);
      }
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }

  private PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> reader(
      PCollectionView<?> view, ViewReader.Kind kind) {
    return ParDo.of(new ViewReader.Fn(new ViewReader(view, kind))).withSideInputs(view);
  }

  private PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>>
      combine(PCollectionView<Iterable<Long>> view) {
    return Combine.<Integer, Long, Long>perKey(new CombineFns.SumWith(view)).withSideInputs(view);
  }

  private PCollection<Long> values() {
    return side.apply(name + "Values", Values.create());
  }

  private PCollectionView<Long> combined() {
    CombineFn<Long, ?, Long> fn =
        switch (step.variant(3)) {
          case 0 -> new BoundedSum();
          case 1 -> Count.combineFn();
          default -> new CombineFns.Tally();
        };
    return values().apply(name + "View", Combine.globally(fn).asSingletonView());
  }

  private PCollectionView<Long> singleton() {
    return values()
        .apply(name + "Sum", Combine.globally(new BoundedSum()).withoutDefaults())
        .apply(name + "View", View.<Long>asSingleton().withDefaultValue(SideInputs.DEFAULT));
  }

  private PCollectionView<Iterable<Long>> iterable() {
    return values().apply(name + "View", View.asIterable());
  }

  private PCollectionView<?> list() {
    View.AsList<Long> list = View.asList();
    return values()
        .apply(
            name + "View",
            switch (step.variant(3)) {
              case 0 -> list;
              case 1 -> list.inMemory();
              default -> list.withRandomAccess();
            });
  }

  private PCollectionView<?> map() {
    View.AsMap<Integer, Long> map = View.asMap();
    return side.apply(name + "Sum", Combine.perKey(new BoundedSum()))
        .apply(name + "View", step.variant(2) == 0 ? map : map.inMemory());
  }

  private PCollectionView<?> multimap() {
    View.AsMultimap<Integer, Long> multimap = View.asMultimap();
    return side.apply(name + "View", step.variant(2) == 0 ? multimap : multimap.inMemory());
  }

  /** A sum in bounds. */
  static final class BoundedSum extends CombineFn<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Long input) {
      return accumulator + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators) {
      long sum = 0;
      for (long accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long accumulator) {
      return Numbers.bound(accumulator);
    }
  }
}
