// SPDX-License-Identifier: Apache-2.0
package job;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.schemas.JavaFieldSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.transforms.CoGroup;
import org.apache.beam.sdk.schemas.transforms.Join;
import org.apache.beam.sdk.schemas.transforms.Select;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.ApproximateQuantiles;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Latest;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Partition;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** A pipeline of many kinds of transforms. */
public final class ManyTransforms {
  private ManyTransforms() {}

  private enum Colour {
    RED,
    GREEN {
      @Override
      boolean isCold() {
        return true;
      }
    };

    boolean isCold() {
      return false;
    }
  }

  /** A bean with a schema. */
  @DefaultSchema(JavaFieldSchema.class)
  public static final class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    public String customer = "";
    public long cents;
    public List<String> items = new ArrayList<>();

    @Override
    public boolean equals(Object other) {
      return other instanceof Order order && order.customer.equals(customer);
    }

    @Override
    public int hashCode() {
      return Objects.hash(customer);
    }
  }

  /** Holds values whose order or identity is another one each time. */
  private static final class ManyFieldsFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final Map<Object, Object> map = new HashMap<>();
    private final Map<Object, Object> inOrder = new LinkedHashMap<>(100);
    private final Map<String, Object> sorted = new TreeMap<>();
    private final Set<Object> set = new HashSet<>();
    private final Set<Object> few = Set.of(Colour.RED, Colour.GREEN, "x", 5L, BigDecimal.TEN);
    private final Map<Object, Object> entries = Map.of(Colour.RED, 1, "y", 2, 'c', 3, 4L, 4);
    private final List<PCollectionView<?>> views;
    private final TupleTag<String> main;
    private final TupleTag<Integer> lengths;

    ManyFieldsFn(List<PCollectionView<?>> views, TupleTag<String> main, TupleTag<Integer> lengths) {
      this.views = views;
      this.main = main;
      this.lengths = lengths;
      for (Object each : List.of(Colour.RED, String.class, Colour.GREEN, 1234567L, views.get(0))) {
        map.put(each, each);
        inOrder.put(each, List.of(each));
        set.add(each);
        sorted.put(each.getClass().getName(), new Object[] {each, each});
      }
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(
          main,
          context.element() + map + inOrder + sorted + set + few + entries + Colour.GREEN.isCold());
      context.output(lengths, views.size());
    }
  }

  private static final class CountingFn extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void process(
        @StateId("count") ValueState<Integer> count, OutputReceiver<Integer> output) {
      Integer before = count.read();
      count.write(before == null ? 1 : before + 1);
      output.output(before == null ? 0 : before);
    }
  }

  private static final class LargestFn implements SerializableFunction<Iterable<Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer apply(Iterable<Integer> numbers) {
      int largest = 0;
      for (int each : numbers) {
        largest = Math.max(largest, each);
      }
      return largest;
    }
  }

  /** Returns the pipeline, made anew. */
  public static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.create();
    PCollection<String> words =
        pipeline
            .apply("Words", Create.of("a", "b"))
            .apply("Times", WithTimestamps.of(word -> Instant.EPOCH))
            .apply("Spread", Reshuffle.viaRandomKey());
    PCollection<KV<String, Integer>> keyed =
        words
            .apply("Long", Filter.by(word -> word.length() > 1))
            .apply("Key", WithKeys.of(word -> word.substring(0, 1)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .apply(
                "Length",
                MapElements.into(
                        TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                    .via(pair -> KV.of(pair.getKey(), pair.getValue().length())));
    combine(keyed);
    window(keyed);
    join(keyed);
    manyOutputs(words, keyed);
    orders(words);
    files(pipeline);
    keyed.apply("State", ParDo.of(new CountingFn()));
    return pipeline;
  }

  private static void combine(PCollection<KV<String, Integer>> keyed) {
    keyed.apply("Sum", Sum.integersPerKey());
    keyed.apply("Mean", Mean.perKey());
    keyed.apply("Largest", Combine.perKey(new LargestFn()));
    keyed.apply("Top", Top.largestPerKey(3));
    keyed.apply("Count", Count.perKey());
    keyed.apply("Latest", Latest.perKey());
    PCollection<Integer> numbers = keyed.apply("Values", Values.create());
    numbers.apply("Quantiles", ApproximateQuantiles.globally(5));
    numbers.apply("Max", Max.integersGlobally());
    numbers.apply("Distinct", Distinct.create());
    PCollectionList<Integer> parts =
        numbers.apply("Partition", Partition.of(3, (number, count) -> number % count));
    parts.apply("Flatten", Flatten.pCollections()).apply("Again", Count.perElement());
  }

  private static void window(PCollection<KV<String, Integer>> keyed) {
    keyed
        .apply("Fixed", Window.into(FixedWindows.of(Duration.millis(5))))
        .apply("Group", GroupByKey.create());
    keyed
        .apply("Sliding", Window.into(SlidingWindows.of(Duration.millis(5))))
        .apply("Total", Sum.integersPerKey())
        .apply("Global", Window.into(new GlobalWindows()));
    keyed
        .apply("Sessions", Window.into(Sessions.withGapDuration(Duration.millis(5))))
        .apply("Group sessions", GroupByKey.create());
  }

  private static void join(PCollection<KV<String, Integer>> keyed) {
    TupleTag<Integer> left = new TupleTag<>();
    TupleTag<Long> right = new TupleTag<>() {};
    PCollection<KV<String, Long>> counts = keyed.apply("Counts", Count.perKey());
    KeyedPCollectionTuple.of(left, keyed)
        .and(right, counts)
        .apply("Join", CoGroupByKey.create())
        .apply(
            "Joined",
            MapElements.into(TypeDescriptors.strings())
                .via(joined -> joined.getValue().getAll(left) + "" + joined.getValue()));
  }

  private static void manyOutputs(
      PCollection<String> words, PCollection<KV<String, Integer>> keyed) {
    List<PCollectionView<?>> views =
        List.of(
            words.apply("List", View.asList()),
            words.apply("Iterable", View.asIterable()),
            keyed.apply("Multimap", View.asMultimap()),
            keyed.apply("One each", Sum.integersPerKey()).apply("Map", View.asMap()),
            words.apply("All", Count.globally()).apply("Singleton", View.asSingleton()),
            words.apply("Number", Combine.globally(Count.<String>combineFn()).asSingletonView()));
    TupleTag<String> main = new TupleTag<>();
    TupleTag<Integer> lengths = new TupleTag<>() {};
    TupleTag<Long> unused = new TupleTag<>();
    PCollectionTuple outputs =
        words.apply(
            "Fields",
            ParDo.of(new ManyFieldsFn(views, main, lengths))
                .withSideInputs(views)
                .withOutputTags(main, TupleTagList.of(lengths).and(unused)));
    outputs.get(main).setCoder(StringUtf8Coder.of()).apply("Texts", Count.perElement());
    outputs.get(lengths).setCoder(VarIntCoder.of()).apply("Lengths", Count.perElement());
    outputs.get(unused).setCoder(VarLongCoder.of());
  }

  private static void orders(PCollection<String> words) {
    PCollection<Row> rows =
        words
            .apply(
                "Orders",
                MapElements.into(TypeDescriptor.of(Order.class))
                    .via(
                        word -> {
                          Order order = new Order();
                          order.customer = word;
                          return order;
                        }))
            .apply("Select", Select.fieldNames("customer", "cents"));
    rows.apply(
        "Rename",
        Select.<Row>fieldNames("customer", "cents")
            .withOutputSchema(
                Schema.builder().addStringField("who").addInt64Field("what").build()));
    rows.apply("Join rows", Join.<Row, Row>fullOuterJoin(rows).using("customer"));
    PCollectionTuple.of("one", rows)
        .and("other", rows)
        .apply("Group rows", CoGroup.join(CoGroup.By.fieldNames("customer")));
  }

  private static void files(Pipeline pipeline) {
    pipeline
        .apply("Read", TextIO.read().from("/tmp/none-*"))
        .apply(
            "Split",
            FlatMapElements.into(TypeDescriptors.strings()).via(line -> List.of(line.split(" "))));
    pipeline
        .apply("Match", FileIO.match().filepattern("/tmp/none-*"))
        .apply("Open", FileIO.readMatches())
        .apply("Read files", TextIO.readFiles());
  }
}
