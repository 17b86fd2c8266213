// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.Iterables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groupings of unusual keys and values. */
final class GroupingTest {
  private static final TupleTag<String> NAMES = new TupleTag<>("names");
  private static final TupleTag<Integer> AGES = new TupleTag<>("ages");

  static final class JoinFn extends DoFn<KV<Integer, CoGbkResult>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Integer, CoGbkResult> element, OutputReceiver<String> out) {
      CoGbkResult joined = element.getValue();
      Set<String> names = new TreeSet<>();
      joined.getAll(NAMES).forEach(names::add);
      Set<Integer> ages = new TreeSet<>();
      joined.getAll(AGES).forEach(ages::add);
      out.output(element.getKey() + names.toString() + ages);
    }
  }

  @Test
  void coGroupByKey_twoInputs_joinsThem() {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    KeyedPCollectionTuple.of(
            NAMES, pipeline.apply("Names", Create.of(KV.of(1, "a"), KV.of(1, "b"), KV.of(2, "c"))))
        .and(AGES, pipeline.apply("Ages", Create.of(KV.of(1, 10), KV.of(3, 30))))
        .apply(CoGroupByKey.create())
        .apply(ParDo.of(new JoinFn()))
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder("1[a, b][10]", "2[c][]", "3[][30]");
  }

  @Test
  void groupByKey_valuesWithACoderThatIsNotDeterministic_groupsThem() {
    Map<String, Integer> map = new HashMap<>();
    Set<String> set = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      map.put("k" + i, i);
      set.add("s" + i);
    }
    Pipeline pipeline = Pipelines.create();
    Gathered<KV<String, Iterable<KV<Map<String, Integer>, Set<String>>>>> gathered =
        new Gathered<>();
    pipeline
        .apply(
            Create.of(
                    KV.of("x", KV.of(map, set)),
                    KV.of("y", KV.of(map, set)),
                    KV.of("x", KV.of(map, set)))
                .withCoder(
                    KvCoder.of(
                        StringUtf8Coder.of(),
                        KvCoder.of(
                            MapCoder.of(StringUtf8Coder.of(), VarIntCoder.of()),
                            SetCoder.of(StringUtf8Coder.of())))))
        .apply(GroupByKey.create())
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).extracting(KV::getKey).containsExactlyInAnyOrder("x", "y");
    gathered
        .elements()
        .forEach(
            group ->
                assertThat(group.getValue())
                    .hasSize(group.getKey().equals("x") ? 2 : 1)
                    .allMatch(value -> value.getKey().equals(map) && value.getValue().equals(set)));
  }

  /** A key whose equality is that of objects, as in classes without an equals method. */
  private static final class Plain {
    private final byte[] bytes;

    Plain(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private static final class PlainCoder extends AtomicCoder<Plain> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Plain value, OutputStream out) throws IOException {
      ByteArrayCoder.of().encode(value.bytes, out);
    }

    @Override
    public Plain decode(InputStream in) throws IOException {
      return new Plain(ByteArrayCoder.of().decode(in));
    }

    @Override
    public void verifyDeterministic() {}
  }

  @Test
  void groupByKey_keysWithoutEquals_areEqualByTheirEncoding() {
    Pipeline pipeline = Pipelines.create();
    Gathered<KV<Plain, Integer>> gathered = new Gathered<>();
    pipeline
        .apply(
            Create.of(
                    IntStream.range(0, 100)
                        .mapToObj(i -> KV.of(new Plain(new byte[] {(byte) (i % 5)}), 1))
                        .toList())
                .withCoder(KvCoder.of(new PlainCoder(), VarIntCoder.of())))
        .apply(Sum.integersPerKey())
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).hasSize(5).allMatch(sum -> sum.getValue() == 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 1_000_000, 10_000_000})
  void groupByKey_largeKeys_groupsThem(int size) {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    pipeline
        .apply(GenerateSequence.from(0).to(6))
        .apply(MapElements.via(new LargeKey(size)))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new DescribeFn()))
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder(size + " a 3", size + " b 3");
  }

  static final class LargeKey extends SimpleFunction<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    private final int size;

    LargeKey(int size) {
      this.size = size;
    }

    @Override
    public KV<String, Long> apply(Long number) {
      char[] letters = new char[size];
      Arrays.fill(letters, number % 2 == 0 ? 'a' : 'b');
      return KV.of(new String(letters), number);
    }
  }

  static final class DescribeFn extends DoFn<KV<String, Iterable<Long>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<Long>> group, OutputReceiver<String> out) {
      out.output(
          group.getKey().length()
              + " "
              + group.getKey().charAt(0)
              + " "
              + Iterables.size(group.getValue()));
    }
  }

  @Test
  void countPerElement_largerThanItsMemory_countsAll() {
    Pipeline pipeline = Pipelines.create("--memoryFraction=0.005");
    Gathered<Long> gathered = new Gathered<>();
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(GenerateSequence.from(0).to(300_000))
            .apply(
                MapElements.into(TypeDescriptors.strings())
                    .via(i -> "a rather long key, number " + i % 150_000))
            .apply(Count.perElement());
    counts
        .apply(MapElements.into(TypeDescriptors.longs()).via(KV::getValue))
        .apply(total())
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactly(300_000L);
  }

  private static PTransform<PCollection<Long>, PCollection<Long>> total() {
    return Sum.longsGlobally();
  }

  @Test
  void groupByKey_valuesReadTwice_areTheSame() {
    Pipeline pipeline = Pipelines.create("--memoryFraction=0.005");
    Gathered<List<Long>> gathered = new Gathered<>();
    pipeline
        .apply(GenerateSequence.from(0).to(100_000))
        .apply(
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()))
                .via(i -> KV.of("only", "a rather long value, number " + i)))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new ReadTwiceFn()))
        .apply(gathered);
    pipeline.run();

    assertThat(gathered.elements()).containsExactly(List.of(100_000L, 100_000L, 0L));
  }

  static final class ReadTwiceFn extends DoFn<KV<String, Iterable<String>>, List<Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> group, OutputReceiver<List<Long>> out) {
      long first = 0;
      long hash = 0;
      for (String value : group.getValue()) {
        first++;
        hash += value.hashCode();
      }
      long second = 0;
      for (String value : group.getValue()) {
        second++;
        hash -= value.hashCode();
      }
      out.output(List.of(first, second, hash));
    }
  }
}
