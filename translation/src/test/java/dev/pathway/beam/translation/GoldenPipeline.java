// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

/**
 * The pipelines whose plans are kept as files, one for each thing that a translator or pass does.
 */
enum GoldenPipeline {
  /**
   * An aggregation is lifted: partial sums are made in the stage that reads, before the exchange.
   */
  WORD_COUNT {
    @Override
    void build(Pipeline pipeline) {
      pipeline
          .apply("Read", TextIO.read().from("input.txt"))
          .apply("Words", ParDo.of(new Words()))
          .apply("Count", Count.perElement())
          .apply("Format", MapElements.via(new Format()))
          .apply("Write", ParDo.of(new Forget<>()));
    }
  },
  /** Windows are assigned in the stage that reads; the sum is by key and window. */
  FIXED_WINDOWS_SUM {
    @Override
    void build(Pipeline pipeline) {
      pairs(pipeline, "Pairs")
          .apply("Minutes", Window.into(FixedWindows.of(Duration.standardMinutes(1))))
          .apply("Sum", Sum.integersPerKey());
    }
  },
  /** Windows that merge need all elements of a key together, and so no partial sums are made. */
  SESSIONS {
    @Override
    void build(Pipeline pipeline) {
      pairs(pipeline, "Pairs")
          .apply("Sessions", Window.into(Sessions.withGapDuration(Duration.standardMinutes(1))))
          .apply("Sum", Sum.integersPerKey());
    }
  },
  /** A trigger that may fire several times takes the general way, too. */
  TRIGGERED {
    @Override
    void build(Pipeline pipeline) {
      pairs(pipeline, "Pairs")
          .apply(
              "EachHundred",
              Window.<KV<String, Integer>>configure()
                  .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(100)))
                  .withAllowedLateness(Duration.ZERO)
                  .accumulatingFiredPanes())
          .apply("Group", GroupByKey.create());
    }
  },
  /**
   * The reader of a side input is fused with its main input, which has nothing to do with the view.
   */
  SIDE_INPUT {
    @Override
    void build(Pipeline pipeline) {
      PCollectionView<List<Integer>> view =
          pipeline.apply("Few", Create.of(1, 2, 3)).apply("AsList", View.asList());
      pairs(pipeline, "Pairs")
          .apply("Group", GroupByKey.create())
          .apply(
              "Read", ParDo.of(new Forget<KV<String, Iterable<Integer>>>()).withSideInputs(view));
    }
  },
  /** The view comes from the stage that makes the main input: reader and stage cannot be fused. */
  SIDE_INPUT_OF_THE_SAME_STAGE {
    @Override
    void build(Pipeline pipeline) {
      PCollection<KV<String, Iterable<Integer>>> groups =
          pairs(pipeline, "Pairs").apply("Group", GroupByKey.create());
      PCollectionView<Long> size =
          groups.apply(
              "Size",
              Combine.globally(Count.<KV<String, Iterable<Integer>>>combineFn()).asSingletonView());
      groups.apply(
          "Read", ParDo.of(new Forget<KV<String, Iterable<Integer>>>()).withSideInputs(size));
    }
  },
  /**
   * A view of one value whose windows may fire several times: it has the value of the latest pane.
   */
  TRIGGERED_SIDE_INPUT {
    @Override
    void build(Pipeline pipeline) {
      PCollectionView<Integer> sum =
          pipeline
              .apply("Few", Create.of(1, 2, 3))
              .apply("EachElement", eachElement())
              .apply("Sum", Combine.globally(Sum.ofIntegers()).asSingletonView());
      pairs(pipeline, "Pairs")
          .apply("Read", ParDo.of(new Forget<KV<String, Integer>>()).withSideInputs(sum));
    }
  },
  /** Two steps that read the same view: it is made once. */
  SHARED_VIEW {
    @Override
    void build(Pipeline pipeline) {
      PCollectionView<Iterable<Integer>> view =
          pipeline.apply("Few", Create.of(1, 2, 3)).apply("AsIterable", View.asIterable());
      PCollection<KV<String, Integer>> pairs = pairs(pipeline, "Pairs");
      pairs.apply("Read1", ParDo.of(new Forget<KV<String, Integer>>()).withSideInputs(view));
      pairs.apply("Read2", ParDo.of(new Forget<KV<String, Integer>>()).withSideInputs(view));
    }
  },
  /**
   * Flattens become further inputs of what reads them, also one of another, and of one collection
   * twice.
   */
  FLATTEN {
    @Override
    void build(Pipeline pipeline) {
      PCollection<KV<String, Integer>> left = pairs(pipeline, "Left");
      PCollection<KV<String, Integer>> right = pairs(pipeline, "Right");
      PCollection<KV<String, Integer>> both =
          PCollectionList.of(left).and(right).apply("Both", Flatten.pCollections());
      PCollectionList.of(both)
          .and(left)
          .apply("LeftTwice", Flatten.pCollections())
          .apply("Group", GroupByKey.create());
      both.apply("Read", ParDo.of(new Forget<>()));
    }
  },
  /** A flatten of nothing is a source of nothing. */
  FLATTEN_OF_NOTHING {
    @Override
    void build(Pipeline pipeline) {
      PCollectionList.<Integer>empty(pipeline)
          .apply("Nothing", Flatten.pCollections())
          .setCoder(VarIntCoder.of())
          .apply("Read", ParDo.of(new Forget<>()));
    }
  },
  /** Several outputs of a step, read within the stage, outside, and by nobody. */
  MULTI_OUTPUT {
    @Override
    void build(Pipeline pipeline) {
      TupleTag<KV<String, Integer>> even = new TupleTag<>("even") {};
      TupleTag<KV<String, Integer>> odd = new TupleTag<>("odd") {};
      TupleTag<String> bad = new TupleTag<>("bad") {};
      PCollectionTuple split =
          pairs(pipeline, "Pairs")
              .apply(
                  "Split",
                  ParDo.of(new Forget<KV<String, Integer>>())
                      .withOutputTags(even, TupleTagList.of(odd).and(bad)));
      split.get(even).apply("Group", GroupByKey.create());
      split.get(odd).apply("Read", ParDo.of(new Forget<>()));
    }
  },
  /** An exchange by key that changes nothing in the rows. */
  RESHUFFLE {
    @Override
    void build(Pipeline pipeline) {
      pairs(pipeline, "Pairs")
          .apply("Reshuffle", Reshuffle.of())
          .apply("Read", ParDo.of(new Forget<>()));
    }
  },
  /**
   * An aggregation of everything has a result even of nothing: the view of it is looked at once
   * more.
   */
  COMBINE_GLOBALLY {
    @Override
    void build(Pipeline pipeline) {
      pipeline.apply("Numbers", Create.of(1, 2, 3)).apply("Sum", Sum.integersGlobally());
    }
  },
  /** Keys with many values are summed in two steps. */
  HOT_KEY_FANOUT {
    @Override
    void build(Pipeline pipeline) {
      pairs(pipeline, "Pairs")
          .apply(
              "Sum",
              Combine.<String, Integer, Integer>perKey(Sum.ofIntegers()).withHotKeyFanout(4));
    }
  },
  /** A join: a flatten of tagged inputs, which sinks into the grouping. */
  CO_GROUP_BY_KEY {
    @Override
    void build(Pipeline pipeline) {
      KeyedPCollectionTuple.of("left", pairs(pipeline, "Left"))
          .and("right", pairs(pipeline, "Right"))
          .apply("Join", CoGroupByKey.create())
          .apply("Read", ParDo.of(new Forget<>()));
    }
  },
  /**
   * A splittable DoFn: restrictions are made and split where the elements are, then spread over all
   * workers.
   */
  SPLITTABLE {
    @Override
    void build(Pipeline pipeline) {
      PCollectionView<List<Integer>> view =
          pipeline.apply("Few", Create.of(1, 2, 3)).apply("AsList", View.asList());
      pipeline
          .apply("Lengths", Create.of(3, 4))
          .apply("Numbers", ParDo.of(new UpTo()).withSideInputs(view))
          .apply("Forget", ParDo.of(new Forget<>()));
    }
  },
  /** A write of files: temporary files in bundles, gathered and then moved into place. */
  TEXT_WRITE {
    @Override
    void build(Pipeline pipeline) {
      pipeline.apply("Lines", Create.of("a", "b")).apply("Write", TextIO.write().to("output"));
    }
  };

  /** Applies the transforms. */
  abstract void build(Pipeline pipeline);

  private static PCollection<KV<String, Integer>> pairs(Pipeline pipeline, String name) {
    return pipeline.apply(name, Create.of(KV.of("a", 1), KV.of("b", 2)));
  }

  private static Window<Integer> eachElement() {
    return Window.<Integer>configure()
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .accumulatingFiredPanes();
  }

  private static final class Words extends DoFn<String, String> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> words) {
      for (String word : line.split(" ", -1)) {
        words.output(word);
      }
    }
  }

  private static final class Format extends SimpleFunction<KV<String, Long>, String> {
    @Override
    public String apply(KV<String, Long> count) {
      return count.getKey() + ": " + count.getValue();
    }
  }

  /** Puts out the numbers below its input. */
  @DoFn.BoundedPerElement
  static final class UpTo extends DoFn<Integer, Long> {
    @GetInitialRestriction
    public OffsetRange all(@Element Integer length) {
      return new OffsetRange(0, length);
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> numbers) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        numbers.output(i);
      }
    }
  }

  /** Takes anything and puts nothing out. */
  private static final class Forget<T> extends DoFn<T, KV<String, Integer>> {
    @ProcessElement
    public void process() {}
  }
}
