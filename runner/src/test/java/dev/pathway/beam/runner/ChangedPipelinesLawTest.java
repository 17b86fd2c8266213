// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After each epoch the outputs are those of a run from scratch of the pipeline as it is then. */
final class ChangedPipelinesLawTest {
  private static final int EPOCHS = 5;
  private static final int SETTINGS = 6;

  @TempDir private Path state;

  /** A function of a number and a setting. */
  private static final class SetFn implements SerializableFunction<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final int setting;

    SetFn(int setting) {
      this.setting = setting;
    }

    @Override
    public Integer apply(Integer number) {
      return Math.floorMod(number * 7 + setting, 5 + setting);
    }
  }

  /** The largest number, up to a setting. */
  private static final class LargestFn implements SerializableFunction<Iterable<Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    private final int setting;

    LargestFn(int setting) {
      this.setting = setting;
    }

    @Override
    public Integer apply(Iterable<Integer> numbers) {
      int largest = 0;
      for (int each : numbers) {
        largest = Math.max(largest, each);
      }
      return Math.min(largest, setting + 2);
    }
  }

  /** Puts what it is given beside a side input and a setting. */
  private static final class BesideFn extends DoFn<Integer, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Integer> view;
    private final int setting;

    BesideFn(PCollectionView<Integer> view, int setting) {
      this.view = view;
      this.setting = setting;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output("beside " + context.element() + " " + context.sideInput(view) + " " + setting);
    }
  }

  private static final class TextFn extends DoFn<KV<Integer, Iterable<Integer>>, String> {
    private static final long serialVersionUID = 1L;

    private final int setting;

    TextFn(int setting) {
      this.setting = setting;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<Integer, Iterable<Integer>> group = context.element();
      List<Integer> values =
          StreamSupport.stream(group.getValue().spliterator(), false).sorted().toList();
      context.output("group " + group.getKey() + values + setting);
    }
  }

  private static PCollection<String> outputs(
      Pipeline pipeline, List<Integer> numbers, int[] settings) {
    PCollection<Integer> read =
        pipeline
            .apply("Read", Create.of(numbers).withCoder(VarIntCoder.of()))
            .apply("Times", WithTimestamps.of(number -> Instant.ofEpochMilli(number)));
    PCollection<Integer> set =
        read.apply("Set", MapElements.into(TypeDescriptors.integers()).via(new SetFn(settings[0])))
            .apply("Spread", Reshuffle.viaRandomKey());
    PCollection<KV<Integer, Integer>> keyed =
        set.apply("Window", Window.into(FixedWindows.of(Duration.millis(3 + settings[1]))))
            .apply("Key", WithKeys.of(new SetFn(3)))
            .setCoder(org.apache.beam.sdk.coders.KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
    PCollection<String> sums =
        keyed
            .apply("Sum", Sum.integersPerKey())
            .apply(
                "Sums",
                MapElements.into(TypeDescriptors.strings()).via(sum -> "sum " + sum.toString()));
    PCollection<KV<Integer, Integer>> largest =
        keyed.apply("Largest", Combine.perKey(new LargestFn(settings[2])));
    PCollection<String> groups =
        largest
            .apply("Group", GroupByKey.create())
            .apply("Text", ParDo.of(new TextFn(settings[3])));
    PCollectionView<Integer> view =
        largest
            .apply("Global", Window.into(new GlobalWindows()))
            .apply("Values", Values.create())
            .apply("Total", Sum.integersGlobally())
            .apply("View", View.asSingleton());
    PCollection<String> beside =
        read.apply(
                "Once more",
                MapElements.into(TypeDescriptors.integers()).via(new SetFn(settings[4])))
            .apply("Beside", ParDo.of(new BesideFn(view, settings[5])).withSideInputs(view));
    return PCollectionList.of(List.of(global(sums), global(groups), beside))
        .apply("All", Flatten.pCollections());
  }

  private static PCollection<String> global(PCollection<String> some) {
    return some.apply("Global " + some.getName(), Window.into(new GlobalWindows()));
  }

  private void run(List<Integer> numbers, int[] settings, Map<String, Long> outputs) {
    Gathered<String> changes = new Gathered<>();
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=PathwayRunner",
                    "--incremental",
                    "--stateDir=" + state,
                    "--parallelism=2")
                .create());
    outputs(pipeline, numbers, settings).apply(new ChangeTexts()).apply(changes);
    pipeline.run();
    for (String each : changes.elements()) {
      outputs.merge(each.substring(1), each.startsWith("+") ? 1L : -1L, Long::sum);
    }
    outputs.values().removeIf(count -> count == 0);
  }

  private static Map<String, Long> fromScratch(List<Integer> numbers, int[] settings) {
    Gathered<String> all = new Gathered<>();
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=DirectRunner").create());
    outputs(pipeline, numbers, settings).apply(all);
    pipeline.run().waitUntilFinish();
    Map<String, Long> outputs = new TreeMap<>();
    all.elements().forEach(each -> outputs.merge(each, 1L, Long::sum));
    return outputs;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void run_settingsAndInputChange_outputsAreThoseFromScratch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] settings = new int[SETTINGS];
    List<Integer> numbers = new ArrayList<>();
    Map<String, Long> outputs = new TreeMap<>();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      change(numbers, random);
      if (epoch > 1) {
        settings[random.nextInt(SETTINGS)] = random.nextInt(4);
      }
      run(numbers, settings, outputs);

      assertThat(outputs)
          .as("seed %s, epoch %s, settings %s", seed, epoch, List.of(settings))
          .isEqualTo(fromScratch(numbers, settings));
    }
  }

  private static void change(List<Integer> numbers, SplittableRandom random) {
    numbers.removeIf(number -> random.nextInt(4) == 0);
    for (int added = random.nextInt(6); added > 0; added--) {
      numbers.add(random.nextInt(20));
    }
  }
}
