// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cluster;

import dev.pathway.beam.runner.Gathered;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pipelines, each of which makes the same texts however many members run it. */
enum Cases {
  GROUP {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      pairs(pipeline, 2_000)
          .apply(GroupByKey.create())
          .apply(ParDo.of(new GroupText()))
          .apply(sink);
    }
  },
  COMBINE {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      PCollection<KV<String, Long>> pairs = pairs(pipeline, 2_000);
      pairs.apply(Sum.longsPerKey()).apply("Sums", ParDo.of(new Text<>("sum"))).apply(sink);
      pairs
          .apply(Mean.perKey())
          .apply("Means", ParDo.of(new Text<KV<String, Double>>("mean")))
          .apply("Gather means", sink);
      pairs
          .apply(Count.globally())
          .apply("Count", ParDo.of(new Text<>("count")))
          .apply("Gather count", sink);
    }
  },
  SIDE_INPUTS {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      PCollection<KV<String, Long>> pairs = pairs(pipeline, 200);
      PCollection<KV<String, Long>> sums = pairs.apply(Sum.longsPerKey());
      PCollectionView<Map<String, Long>> map = sums.apply("Map", View.asMap());
      PCollectionView<Map<String, Iterable<Long>>> multimap =
          pairs.apply("Multimap", View.asMultimap());
      PCollectionView<List<KV<String, Long>>> list = sums.apply("List", View.asList());
      PCollectionView<Iterable<KV<String, Long>>> iterable = sums.apply("All", View.asIterable());
      PCollectionView<Long> max =
          pairs
              .apply("Numbers", ParDo.of(new NumberOf()))
              .apply(Max.longsGlobally())
              .apply("Max", View.asSingleton());
      pairs
          .apply(
              ParDo.of(new ReadViews(map, multimap, list, iterable, max))
                  .withSideInputs(map, multimap, list, iterable, max))
          .apply(sink);
    }
  },
  JOIN {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      TupleTag<Long> left = new TupleTag<>() {};
      TupleTag<Long> right = new TupleTag<>() {};
      KeyedPCollectionTuple.of(left, pairs(pipeline, 100))
          .and(
              right,
              pipeline.apply("Right", Create.of(KV.of("k1", 1L), KV.of("k2", 2L), KV.of("x", 3L))))
          .apply(CoGroupByKey.create())
          .apply(ParDo.of(new JoinText(left, right)))
          .apply(sink);
    }
  },
  WINDOWS {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      windowed(pipeline, "fixed", FixedWindows.of(Duration.millis(100)), sink);
      windowed(
          pipeline,
          "sliding",
          SlidingWindows.of(Duration.millis(100)).every(Duration.millis(50)),
          sink);
      windowed(pipeline, "sessions", Sessions.withGapDuration(Duration.millis(5)), sink);
    }
  },
  STATE {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      pairs(pipeline, 500).apply(ParDo.of(new CountUntilEnd())).apply(sink);
    }
  },
  SPREAD {
    @Override
    void build(Pipeline pipeline, Gathered<String> sink) {
      PCollection<Long> numbers = pipeline.apply(GenerateSequence.from(0).to(300));
      PCollectionList.of(numbers.apply(Reshuffle.viaRandomKey()))
          .and(numbers)
          .apply(Flatten.pCollections())
          .apply(Distinct.create())
          .apply(ParDo.of(new Text<>("number")))
          .apply(sink);
    }
  };

  abstract void build(Pipeline pipeline, Gathered<String> sink);

  private static PCollection<KV<String, Long>> pairs(Pipeline pipeline, long count) {
    return pipeline
        .apply("Numbers to " + count, GenerateSequence.from(0).to(count))
        .apply("Times", WithTimestamps.of(number -> Instant.ofEpochMilli(number)))
        .apply("Pairs", ParDo.of(new PairFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
  }

  private static void windowed(
      Pipeline pipeline, String name, WindowFn<Object, ?> windows, Gathered<String> sink) {
    pipeline
        .apply(name + " numbers", GenerateSequence.from(0).to(600))
        .apply(name + " times", WithTimestamps.of(number -> Instant.ofEpochMilli(number)))
        .apply(name + " pairs", ParDo.of(new PairFn()))
        .apply(name + " windows", Window.into(windows))
        .apply(name + " sums", Sum.longsPerKey())
        .apply(name + " text", ParDo.of(new WindowText(name)))
        .apply(name, sink);
  }

  private static final class PairFn extends DoFn<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<String, Long>> out) {
      out.output(KV.of("k" + number % 13, number));
    }
  }

  private static final class NumberOf extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Long> pair, OutputReceiver<Long> out) {
      out.output(pair.getValue());
    }
  }

  private static final class Text<T> extends DoFn<T, String> {
    private static final long serialVersionUID = 1L;

    private final String name;

    Text(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element T element, OutputReceiver<String> out) {
      out.output(name + " " + element);
    }
  }

  private static final class WindowText extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    private final String name;

    WindowText(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Long> pair, BoundedWindow window, OutputReceiver<String> out) {
      out.output(name + " " + pair + " in " + window);
    }
  }

  private static String sorted(Iterable<Long> numbers) {
    return StreamSupport.stream(numbers.spliterator(), false).sorted().toList().toString();
  }

  private static final class GroupText extends DoFn<KV<String, Iterable<Long>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<Long>> group, OutputReceiver<String> out) {
      out.output(group.getKey() + "=" + sorted(group.getValue()));
    }
  }

  private static final class JoinText extends DoFn<KV<String, CoGbkResult>, String> {
    private static final long serialVersionUID = 1L;

    private final TupleTag<Long> left;
    private final TupleTag<Long> right;

    JoinText(TupleTag<Long> left, TupleTag<Long> right) {
      this.left = left;
      this.right = right;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> joined, OutputReceiver<String> out) {
      CoGbkResult both = joined.getValue();
      out.output(joined.getKey() + sorted(both.getAll(left)) + sorted(both.getAll(right)));
    }
  }

  private static final class ReadViews extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<String, Long>> map;
    private final PCollectionView<Map<String, Iterable<Long>>> multimap;
    private final PCollectionView<List<KV<String, Long>>> list;
    private final PCollectionView<Iterable<KV<String, Long>>> iterable;
    private final PCollectionView<Long> max;

    ReadViews(
        PCollectionView<Map<String, Long>> map,
        PCollectionView<Map<String, Iterable<Long>>> multimap,
        PCollectionView<List<KV<String, Long>>> list,
        PCollectionView<Iterable<KV<String, Long>>> iterable,
        PCollectionView<Long> max) {
      this.map = map;
      this.multimap = multimap;
      this.list = list;
      this.iterable = iterable;
      this.max = max;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      String key = context.element().getKey();
      Iterable<Long> all = context.sideInput(multimap).get(key);
      Map<String, Long> sums = new TreeMap<>();
      context.sideInput(iterable).forEach(pair -> sums.put(pair.getKey(), pair.getValue()));
      context.output(
          context.element()
              + " of "
              + context.sideInput(map).get(key)
              + (all == null ? "" : sorted(all))
              + context.sideInput(list).size()
              + sums
              + context.sideInput(max));
    }
  }

  /** Counts the elements of a key, and says so when event time has come to its end. */
  static final class CountUntilEnd extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Long>> countSpec = StateSpecs.value(VarLongCoder.of());

    @StateId("key")
    private final StateSpec<ValueState<String>> keySpec = StateSpecs.value(StringUtf8Coder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Long> pair,
        @StateId("count") ValueState<Long> count,
        @StateId("key") ValueState<String> key,
        @TimerId("end") Timer end) {
      @Nullable Long before = count.read();
      count.write(before == null ? 1 : before + 1);
      key.write(pair.getKey());
      end.set(Instant.ofEpochMilli(10_000));
    }

    @OnTimer("end")
    public void end(
        @StateId("count") ValueState<Long> count,
        @StateId("key") ValueState<String> key,
        OutputReceiver<String> out) {
      out.output(key.read() + " " + count.read() + " times");
    }
  }
}
