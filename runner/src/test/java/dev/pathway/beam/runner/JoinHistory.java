// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.connectors.changes.Change;
import dev.pathway.beam.connectors.changes.Changes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * A random history of two inputs: what an incremental pipeline makes of them in each epoch adds up
 * to what DirectRunner makes of them as they are then.
 *
 * @param <T> what the inputs consist of
 */
final class JoinHistory<T> {
  private final Path state;
  private final Function<SplittableRandom, List<T>> inputs;
  private final Joins<T> joins;

  /** What is applied to the inputs. */
  @FunctionalInterface
  interface Joins<T> {
    /** Adds transforms to a pipeline, and has their outputs observed. */
    void apply(Pipeline pipeline, List<T> left, List<T> right, Observed observed);
  }

  JoinHistory(Path state, Function<SplittableRandom, List<T>> inputs, Joins<T> joins) {
    this.state = state;
    this.inputs = inputs;
    this.joins = joins;
  }

  /** Returns an incremental pipeline. */
  static Pipeline incremental(Path state, int parallelism) {
    return Pipelines.create("--incremental", "--stateDir=" + state, "--parallelism=" + parallelism);
  }

  /** Runs so many epochs and compares. */
  void check(int seed, int epochs) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> sums = new TreeMap<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<T> left = inputs.apply(random);
      List<T> right = inputs.apply(random);
      Pipeline direct =
          Pipeline.create(
              PipelineOptionsFactory.fromArgs("--runner=DirectRunner", "--targetParallelism=1")
                  .create());
      Map<String, Long> expected = changes(direct, left, right);

      changes(incremental(state, 1 + random.nextInt(3)), left, right)
          .forEach((row, diff) -> sums.merge(row, diff, Long::sum));
      sums.values().removeIf(sum -> sum == 0);
      assertThat(sums).as("seed %s, epoch %s", seed, epoch).isEqualTo(expected);
    }
  }

  private Map<String, Long> changes(Pipeline pipeline, List<T> left, List<T> right) {
    Observed observed = new Observed();
    joins.apply(pipeline, left, right, observed);
    pipeline.run().waitUntilFinish();
    Map<String, Long> sums = new TreeMap<>();
    observed
        .gathered
        .elements()
        .forEach(row -> sums.merge(row.getKey(), row.getValue(), Long::sum));
    return sums;
  }

  /** The changes of collections, with all that elements carry. */
  static final class Observed {
    private final Gathered<Map.Entry<String, Long>> gathered = new Gathered<>();

    /** Takes the changes of a collection, under a name of its own. */
    <R> void observe(PCollection<R> rows, String name, SerializableFunction<R, Object> values) {
      rows.apply(name + " changes", Changes.of())
          .apply(name + " observed", ParDo.of(new ObserveFn<>(name, values, gathered)));
    }
  }

  private static final class ObserveFn<R> extends DoFn<Change<R>, Void> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final SerializableFunction<R, Object> values;
    private final Gathered<Map.Entry<String, Long>> gathered;

    ObserveFn(
        String name,
        SerializableFunction<R, Object> values,
        Gathered<Map.Entry<String, Long>> gathered) {
      this.name = name;
      this.values = values;
      this.gathered = gathered;
    }

    @ProcessElement
    public void process(
        @Element Change<R> change,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      String row =
          name
              + " "
              + values.apply(change.value())
              + " at "
              + timestamp.getMillis()
              + " in "
              + window
              + " "
              + pane.getTiming();
      gathered.add(Map.entry(row, change.diff()));
    }
  }
}
