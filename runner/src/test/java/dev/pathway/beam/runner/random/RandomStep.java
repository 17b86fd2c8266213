// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import dev.pathway.beam.runner.random.BundleFns.AtBundleEnd;
import dev.pathway.beam.runner.random.BundleFns.StateAtBundleEnd;
import dev.pathway.beam.runner.random.Fns.Join;
import dev.pathway.beam.runner.random.Fns.Later;
import dev.pathway.beam.runner.random.Fns.LookAtWindow;
import dev.pathway.beam.runner.random.Fns.Mix;
import dev.pathway.beam.runner.random.Fns.Repeat;
import dev.pathway.beam.runner.random.Fns.Split;
import dev.pathway.beam.runner.random.Fns.ToZero;
import dev.pathway.beam.runner.random.GatherFns.GatherByTimer;
import dev.pathway.beam.runner.random.GatherFns.GatherToTheEnd;
import dev.pathway.beam.runner.random.RandomPipeline.Branch;
import dev.pathway.beam.runner.random.RandomPipeline.Growth;
import java.util.List;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/** What a random pipeline may do next. */
enum RandomStep {
  MIX {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "Mix", ParDo.of(new Mix(growth.random().nextInt(1, 5))));
    }
  },
  REPEAT {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "Repeat", ParDo.of(new Repeat()));
    }
  },
  LOOK_AT_WINDOW {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "LookAtWindow", ParDo.of(new LookAtWindow()));
    }
  },
  WINDOW {
    @Override
    void apply(Growth growth) {
      Branch windowed = growth.window(growth.peek(), growth.pick(Windowing.ALL));
      growth.add(windowed.pairs(), windowed.windowing());
    }
  },
  LATER {
    @Override
    void apply(Growth growth) {
      Branch branch = growth.peek();
      PCollection<KV<Integer, Long>> later =
          growth.apply(branch, "Later", ParDo.of(new Later(growth.random().nextInt(60))));
      Branch windowed =
          growth.window(new Branch(later, branch.windowing()), growth.pick(Windowing.ALL));
      growth.add(windowed.pairs(), windowed.windowing());
    }
  },
  SPLIT {
    @Override
    void apply(Growth growth) {
      Branch branch = growth.peek();
      PCollectionTuple halves =
          growth.apply(
              branch,
              "Split",
              ParDo.of(new Split()).withOutputTags(Split.EVEN, TupleTagList.of(Split.ODD)));
      growth.add(halves.get(Split.EVEN), branch.windowing());
      growth.add(halves.get(Split.ODD), branch.windowing());
    }
  },
  FLATTEN {
    @Override
    void apply(Growth growth) {
      Branch first = growth.peek();
      PCollectionList<KV<Integer, Long>> list = PCollectionList.of(first.pairs());
      int size = growth.random().nextInt(3);
      for (int i = 0; i < size; i++) {
        list = list.and(growth.alike(first).pairs());
      }
      growth.add(list.apply(growth.name("Flatten"), Flatten.pCollections()), first.windowing());
    }
  },
  GROUP_BY_KEY {
    @Override
    void apply(Growth growth) {
      Branch branch = growth.peek();
      RandomKey<?> key = RandomKey.any(growth.random());
      growth.add(branch, "GroupByKey", key.group());
    }
  },
  COMBINE_PER_KEY {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "Combine", RandomCombine.perKey(growth.random()));
    }
  },
  COMBINE_GLOBALLY {
    @Override
    void apply(Growth growth) {
      Branch branch = growth.peek();
      PCollection<Long> values = growth.apply(branch, "Values", Values.create());
      Combine.Globally<Long, Long> combine = RandomCombine.globally(growth.random());
      boolean hasDefault = branch.windowing() == Windowing.GLOBAL && growth.random().nextBoolean();
      growth.add(
          values
              .apply(growth.name("Combine"), hasDefault ? combine : combine.withoutDefaults())
              .apply(growth.name("ToZero"), ParDo.of(new ToZero())),
          branch.windowing());
    }
  },
  DISTINCT {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "Distinct", Distinct.create());
    }
  },
  RESHUFFLE {
    @Override
    void apply(Growth growth) {
      growth.add(
          growth.peek(),
          "Reshuffle",
          switch (growth.random().nextInt(4)) {
            case 0 -> Reshuffle.of();
            case 1 -> Reshuffle.viaRandomKey();
            case 2 -> Redistribute.byKey();
            default -> Redistribute.arbitrarily();
          });
    }
  },
  CO_GROUP_BY_KEY {
    @Override
    void apply(Growth growth) {
      Branch left = growth.peek();
      Branch right = growth.alike(left);
      growth.add(
          KeyedPCollectionTuple.of(Join.LEFT, left.pairs())
              .and(Join.RIGHT, right.pairs())
              .apply(growth.name("CoGroupByKey"), CoGroupByKey.create())
              .apply(growth.name("Join"), ParDo.of(new Join())),
          left.windowing());
    }
  },
  ROWS {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "Rows", new RowsByKey());
    }
  },
  SIDE_INPUT {
    @Override
    void apply(Growth growth) {
      Branch main = growth.early(growth.peek());
      growth.add(main, "SideInput", RandomView.any(growth, growth.sideOf(main)).reader());
    }
  },
  COMBINE_WITH_SIDE_INPUT {
    @Override
    void apply(Growth growth) {
      Branch main = growth.early(growth.peek());
      growth.add(main, "Combine", RandomView.combine(growth, growth.sideOf(main)));
    }
  },
  STATE {
    @Override
    void apply(Growth growth) {
      growth.add(
          growth.notMerging(),
          "State",
          ParDo.of(growth.random().nextBoolean() ? new GatherByTimer() : new GatherToTheEnd()));
    }
  },
  STATE_WITH_SIDE_INPUT {
    @Override
    void apply(Growth growth) {
      Branch main = growth.early(growth.notMerging());
      growth.add(main, "State", RandomView.any(growth, growth.sideOf(main)).gatherer());
    }
  },
  BATCHES {
    @Override
    void apply(Growth growth) {
      // In a global window with lateness, which it may have had before, there can be no timers.
      Branch windowed =
          growth.window(growth.peek(), growth.pick(List.of(Windowing.FIXED, Windowing.SLIDING)));
      growth.add(
          growth.early(windowed), "Batches", new RandomBatches(growth.random().nextInt(1, 5)));
    }
  },
  AT_BUNDLE_END {
    @Override
    void apply(Growth growth) {
      growth.add(growth.peek(), "AtBundleEnd", ParDo.of(new AtBundleEnd()));
    }
  },
  STATE_AT_BUNDLE_END {
    @Override
    void apply(Growth growth) {
      growth.add(growth.notMerging(), "StateAtBundleEnd", ParDo.of(new StateAtBundleEnd()));
    }
  };

  /** Adds the step's outputs, made of random branches. */
  abstract void apply(Growth growth);
}
