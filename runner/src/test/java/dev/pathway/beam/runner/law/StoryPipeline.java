// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.PathwayPipelineResult;
import dev.pathway.beam.runner.law.model.Row;
import dev.pathway.beam.runner.law.model.Step;
import dev.pathway.beam.runner.law.model.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Partition;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/** A story as a pipeline. */
public final class StoryPipeline {
  private final Story story;
  private final Pipeline pipeline;

  /** The collections by their numbers. */
  private final List<PCollection<KV<Integer, Long>>> collections = new ArrayList<>();

  private StoryPipeline(Story story, String... args) {
    this.story = story;
    pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(args).create());
  }

  /**
   * Runs a story's pipeline on what its sources hold in an epoch.
   *
   * @return for each collection that is looked at and has any, how often it has each element; or,
   *     of an incremental run, how that has changed
   */
  public static Map<Integer, Map<Row, Long>> run(Story story, int epoch, String... args) {
    // No configuration, as any other id that is drawn by Beam.
    TupleTag<Long> run = new TupleTag<>();
    StoryPipeline built = new StoryPipeline(story, args);
    for (List<Row> source : story.sources().get(epoch)) {
      built.addSource(created(source));
    }
    built.addSteps(run);
    built.pipeline.run().waitUntilFinish();
    return Observed.take(run);
  }

  private static PTransform<PBegin, PCollection<KV<Integer, Long>>> created(List<Row> source) {
    List<TimestampedValue<KV<Integer, Long>>> rows = new ArrayList<>();
    for (Row row : source) {
      rows.add(
          TimestampedValue.of(KV.of(row.key(), row.value()), Instant.ofEpochMilli(row.time())));
    }
    return Create.timestamped(rows).withCoder(Pairs.CODER);
  }

  /** Starts a story's pipeline, which stays up; its sources hold nothing until {@link Up#next}. */
  static Up start(Story story, String... args) {
    TupleTag<Long> run = new TupleTag<>();
    Sources.hold(run, story.sources().get(0).stream().map(source -> List.<Row>of()).toList());
    StoryPipeline built = new StoryPipeline(story, args);
    for (int source = 0; source < story.sources().get(0).size(); source++) {
      built.addSource(new Sources(run, source));
    }
    built.addSteps(run);
    return new Up(story, run, (PathwayPipelineResult) built.pipeline.run());
  }

  /** A pipeline that stays up. */
  record Up(Story story, TupleTag<Long> run, PathwayPipelineResult job) implements AutoCloseable {
    /** Has the sources hold what they do in an epoch; returns how the collections have changed. */
    Map<Integer, Map<Row, Long>> next(int epoch) {
      Sources.hold(run, story.sources().get(epoch));
      job.refresh().join();
      return Observed.take(run);
    }

    @Override
    public void close() {
      job.drain();
      job.waitUntilFinish();
      Sources.forget(run);
    }
  }

  private void addSource(PTransform<PBegin, PCollection<KV<Integer, Long>>> source) {
    collections.add(pipeline.apply("Source" + collections.size(), source));
  }

  private void addSteps(TupleTag<Long> run) {
    story.steps().forEach(this::add);
    story
        .observed()
        .forEach(
            place -> collections.get(place).apply("Observe" + place, new Observed(run, place)));
  }

  private void add(Step step) {
    int place = collections.size();
    String name = step.operator() + "-" + place;
    List<PCollection<KV<Integer, Long>>> inputs =
        step.inputs().stream().map(collections::get).toList();
    PCollection<KV<Integer, Long>> first = inputs.get(0);
    switch (step.operator()) {
      case SPLIT -> {
        PCollectionTuple parts =
            first.apply(
                name,
                ParDo.of(new ElementFns.Split())
                    .withOutputTags(ElementFns.Split.EVEN, TupleTagList.of(ElementFns.Split.ODD)));
        add(parts.get(ElementFns.Split.EVEN));
        add(parts.get(ElementFns.Split.ODD));
      }
      case PARTITION ->
          first
              .apply(name, Partition.of(3, (pair, parts) -> Math.floorMod(pair.getValue(), parts)))
              .getAll()
              .forEach(this::add);
      case FLATTEN -> add(PCollectionList.of(inputs).apply(name, Flatten.pCollections()));
      case BATCHES -> {
        add(first.apply(name + "Sizes", BatchSteps.sizes(step)));
        add(first.apply(name + "Contents", BatchSteps.contents(step)));
      }
      case CO_GROUP_BY_KEY, INNER_JOIN, LEFT_JOIN, RIGHT_JOIN, FULL_JOIN, ROW_CO_GROUP, ROW_JOIN ->
          add(JoinSteps.apply(step, name, first, inputs.get(1)));
      case SQL_SELECT, SQL_DISTINCT, SQL_GROUP, SQL_SETS, SQL_JOIN ->
          add(SqlSteps.apply(step, name, inputs));
      case COMBINED_VIEW,
          SINGLETON_VIEW,
          ITERABLE_VIEW,
          LIST_VIEW,
          MAP_VIEW,
          MULTIMAP_VIEW,
          COMBINE_WITH_VIEW,
          STATE_WITH_VIEW ->
          add(first.apply(name, ViewSteps.of(step, name, inputs.get(1))));
      default -> add(first.apply(name, of(step)));
    }
  }

  private static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>>
      of(Step step) {
    return switch (step.operator()) {
      case SELECT, ROW_FILTER, ROW_FIELDS, CONVERT, ROW_GROUP -> RowSteps.of(step);
      case GROUP_BY_KEY,
          GROUPED_VALUES,
          SUM_PER_KEY,
          MIN_PER_KEY,
          MAX_PER_KEY,
          MEAN_PER_KEY,
          COUNT_PER_KEY,
          COUNT_PER_ELEMENT,
          TOP_PER_KEY,
          SAMPLE_PER_KEY,
          LATEST_PER_KEY,
          QUANTILES_PER_KEY,
          TALLY_PER_KEY,
          MAX_OR_NULL_PER_KEY,
          HOT_KEYS,
          DISTINCT,
          DISTINCT_KEYS ->
          KeySteps.of(step);
      case SUM_GLOBALLY,
          FANOUT_GLOBALLY,
          TALLY_GLOBALLY,
          TOP_GLOBALLY,
          SAMPLE_ANY,
          SUM_WITH_DEFAULT,
          FANOUT_WITH_DEFAULT,
          TALLY_WITH_DEFAULT,
          MAX_OR_NULL_WITH_DEFAULT,
          COUNT_GLOBALLY,
          MAX_GLOBALLY,
          MEAN_GLOBALLY,
          LATEST_GLOBALLY,
          SAMPLE_GLOBALLY,
          QUANTILES_GLOBALLY ->
          GlobalSteps.of(step);
      case VALUE_STATE,
          BAG_STATE,
          COMBINING_STATE,
          MAP_STATE,
          SET_STATE,
          ORDERED_LIST_STATE,
          TIMER_AT_END,
          TIMER_FAMILY,
          TIMER_LOOP,
          TIME_SORTED,
          STATE_AT_BUNDLE_END ->
          StateSteps.of(step);
      default -> ElementSteps.of(step);
    };
  }

  private void add(PCollection<KV<Integer, Long>> collection) {
    collections.add(collection.setCoder(Pairs.CODER));
  }
}
