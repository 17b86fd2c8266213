// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.runner.PathwayPipelineResult;
import dev.pathway.beam.translation.PipelineTranslator;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.splittable.SplittableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading with KafkaIO, with each of its implementations. */
@ExtendWith(SharedBroker.class)
final class KafkaReadTest {
  private static final String DYNAMIC = "--experiments=beam_fn_api";

  /** By what a job has its records read. */
  enum Reader {
    /** This runner's own reader. */
    NATIVE("--streaming"),
    /** KafkaIO's unbounded source. */
    SOURCE("--experiments=use_deprecated_read"),
    /** KafkaIO's splittable DoFn. */
    SPLITTABLE("--experiments=use_sdf_read");

    private final String option;

    Reader(String option) {
      this.option = option;
    }

    /** Returns a read, which by the splittable DoFn is not to dwell long on an idle partition. */
    KafkaIO.Read<Long, String> of(KafkaBroker broker) {
      KafkaIO.Read<Long, String> read = KafkaJobs.read(broker);
      return this == SPLITTABLE ? read.withConsumerPollingTimeout(1) : read;
    }
  }

  private final Gathered<Seen> gathered = new Gathered<>();
  private final KafkaBroker broker;

  KafkaReadTest(KafkaBroker broker) {
    this.broker = broker;
  }

  private Pipeline reading(KafkaIO.Read<Long, String> read, String... args) {
    Pipeline pipeline = KafkaJobs.pipeline(args);
    KafkaJobs.seen(pipeline.apply("Orders", read)).apply(gathered);
    return pipeline;
  }

  private void awaitGathered(PathwayPipelineResult job, int count) {
    KafkaJobs.whileRunning(job).until(() -> gathered.size() >= count);
  }

  /** Whether there is a thread of the reader that KafkaIO's unbounded source has. */
  private static boolean readsWithBeamsSource() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("KafkaConsumerPoll"));
  }

  @ParameterizedTest
  @EnumSource
  void read_partitionsThatGrow_givesEachRecordOnceWithItsTime(Reader reader) throws Exception {
    Topic topic = Topic.create(broker, "read", 5);
    List<Seen> sent = new ArrayList<>(topic.sendNumbers(0, 20_000, 5));
    PathwayPipelineResult job =
        KafkaJobs.start(reading(reader.of(broker).withTopic(topic.name()), reader.option));
    try {
      awaitGathered(job, 20_000);
      sent.addAll(topic.sendNumbers(20_000, 5_000, 5));
      awaitGathered(job, 25_000);
      assertThat(readsWithBeamsSource()).isEqualTo(reader == Reader.SOURCE);
    } finally {
      job.cancel();
    }

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void read_givenPartitions_givesNoOthers() throws Exception {
    Topic topic = Topic.create(broker, "given", 4);
    List<Seen> sent = topic.sendNumbers(0, 400, 4);
    List<Seen> expected = sent.stream().filter(each -> each.partition() % 2 == 1).toList();

    reading(
            KafkaJobs.read(broker)
                .withTopicPartitions(
                    List.of(KafkaJobs.partition(topic, 1), KafkaJobs.partition(topic, 3)))
                .withMaxNumRecords(200))
        .run();

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void read_maxNumRecords_givesSoManyAndEnds() throws Exception {
    Topic topic = Topic.create(broker, "count", 3);
    List<Seen> sent = topic.sendNumbers(0, 3_000, 3);

    State state =
        reading(KafkaJobs.read(broker).withTopic(topic.name()).withMaxNumRecords(900))
            .run()
            .getState();

    assertThat(state).isEqualTo(State.DONE);
    assertThat(gathered.elements()).hasSize(900).doesNotHaveDuplicates().isSubsetOf(sent);
  }

  @Test
  void read_maxReadTime_givesAllThatIsThereAndEnds() throws Exception {
    Topic topic = Topic.create(broker, "time", 3);
    List<Seen> sent = topic.sendNumbers(0, 3_000, 3);

    State state =
        reading(
                KafkaJobs.read(broker)
                    .withTopic(topic.name())
                    .withMaxReadTime(org.joda.time.Duration.standardSeconds(3)))
            .run()
            .getState();

    assertThat(state).isEqualTo(State.DONE);
    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(sent);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "SPLITTABLE"}) // Beam's source does not name the topic
  void read_missingTopic_failsAndNamesTransformAndTopic(Reader reader) {
    Pipeline pipeline = reading(reader.of(broker).withTopic("no-such-topic"), reader.option);

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("'Orders")
        .hasMessageContaining("no-such-topic");
  }

  @Test
  void read_missingTopicBySource_failsAndNamesTransform() {
    Pipeline pipeline =
        reading(KafkaJobs.read(broker).withTopic("no-such-topic"), Reader.SOURCE.option);

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("'Orders")
        .hasMessageContaining("make sure that provided topics exist");
  }

  @Test
  void read_missingPartition_failsAndNamesIt() throws Exception {
    Topic topic = Topic.create(broker, "missing", 2);
    Pipeline pipeline =
        reading(KafkaJobs.read(broker).withTopicPartitions(List.of(KafkaJobs.partition(topic, 2))));

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("'Orders")
        .hasMessageContaining(topic.name())
        .hasMessageContaining("has no partition 2");
  }

  @ParameterizedTest
  @EnumSource
  void read_startTime_givesWhatIsOfThenOrLater(Reader reader) throws Exception {
    Topic topic = Topic.create(broker, "start", 2);
    List<Seen> sent = topic.sendNumbers(0, 100, 2);
    List<Seen> expected = sent.stream().filter(each -> each.timeMillis() >= 600_000).toList();
    PathwayPipelineResult job =
        KafkaJobs.start(
            reading(
                reader
                    .of(broker)
                    .withTopic(topic.name())
                    .withStartReadTime(Instant.ofEpochMilli(600_000)),
                reader.option));
    try {
      awaitGathered(job, expected.size());
    } finally {
      job.cancel();
    }

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void read_stopTime_givesWhatIsEarlierAndEnds() throws Exception {
    Topic topic = Topic.create(broker, "stop", 2);
    List<Seen> sent = topic.sendNumbers(0, 100, 2);

    State state =
        reading(
                KafkaJobs.read(broker)
                    .withTopic(topic.name())
                    .withStopReadTime(Instant.ofEpochMilli(600_000)))
            .run()
            .getState();

    assertThat(state).isEqualTo(State.DONE);
    assertThat(gathered.elements())
        .containsExactlyInAnyOrderElementsOf(
            sent.stream().filter(each -> each.timeMillis() < 600_000).toList());
  }

  /** KafkaIO has one consumer for a partition in a process, whoever reads it. */
  @Test
  void read_boundedBySplittable_isNotSharedBetweenWorkers() {
    Pipeline pipeline =
        reading(
            KafkaJobs.read(broker)
                .withTopic("any")
                .withStopReadTime(Instant.ofEpochMilli(600_000)));

    Plan plan = new PipelineTranslator("job", new Checks(false, false)).translate(pipeline);

    assertThat(plan.nodes())
        .flatExtracting(node -> ((StageNode) node).members())
        .filteredOn(node -> node instanceof StepNode step && step.step() instanceof SplittableSpec)
        .singleElement()
        .satisfies(
            node -> assertThat(((SplittableSpec) ((StepNode) node).step()).shared()).isFalse());
  }

  @Test
  void read_topicPattern_givesTheTopicsThatMatch() throws Exception {
    Topic first = Topic.create(broker, "pattern", 2);
    Topic second = Topic.create(broker, "pattern", 1);
    List<Seen> sent = new ArrayList<>(first.sendNumbers(0, 20, 2));
    sent.addAll(second.sendNumbers(100, 10, 1));
    String names = first.name() + "|" + second.name();
    PathwayPipelineResult job =
        KafkaJobs.start(reading(KafkaJobs.read(broker).withTopicPattern(names)));
    try {
      awaitGathered(job, 30);
    } finally {
      job.cancel();
    }

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static final class EndOfWindowFn
      extends DoFn<KV<Integer, Long>, KV<Long, KV<Integer, Long>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> count,
        BoundedWindow window,
        OutputReceiver<KV<Long, KV<Integer, Long>>> output) {
      output.output(KV.of(((IntervalWindow) window).end().getMillis(), count));
    }
  }

  /** What counts of the windows that have ended there must be, by window and partition. */
  private static Map<Long, Map<Integer, Long>> counts(List<Seen> records, long untilMillis) {
    Map<Long, Map<Integer, Long>> counts = new TreeMap<>();
    for (Seen each : records) {
      long end = (each.timeMillis() / 60_000 + 1) * 60_000;
      if (end <= untilMillis) {
        counts.computeIfAbsent(end, key -> new TreeMap<>()).merge(each.partition(), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static Map<Long, Map<Integer, Long>> counts(
      Gathered<KV<Long, KV<Integer, Long>>> windows) {
    Map<Long, Map<Integer, Long>> counts = new TreeMap<>();
    for (KV<Long, KV<Integer, Long>> each : windows.elements()) {
      counts
          .computeIfAbsent(each.getKey(), key -> new TreeMap<>())
          .merge(each.getValue().getKey(), each.getValue().getValue(), Long::sum);
    }
    return counts;
  }

  private List<Seen> sendMinutes(Topic topic, int partition, int from, int to) throws Exception {
    return topic.send(
        IntStream.range(from * 60, to * 60)
            .mapToObj(second -> topic.record(partition, second * 1000L, second))
            .toList());
  }

  @ParameterizedTest
  @EnumSource
  void read_partitionThatLags_holdsWindowsBackAndLosesNothing(Reader reader) throws Exception {
    Topic topic = Topic.create(broker, "watermark", 3);
    List<Seen> sent = new ArrayList<>();
    sent.addAll(sendMinutes(topic, 0, 0, 20));
    sent.addAll(sendMinutes(topic, 1, 0, 3));
    sent.addAll(sendMinutes(topic, 2, 0, 12));
    Gathered<KV<Long, KV<Integer, Long>>> windows = new Gathered<>();
    Pipeline pipeline = KafkaJobs.pipeline(reader.option);
    KafkaJobs.seen(pipeline.apply("Orders", reader.of(broker).withTopic(topic.name())))
        .apply(Window.into(FixedWindows.of(org.joda.time.Duration.standardMinutes(1))))
        .apply(MapElements.into(TypeDescriptors.integers()).via(Seen::partition))
        .apply(Count.perElement())
        .apply(ParDo.of(new EndOfWindowFn()))
        .apply(windows);
    PathwayPipelineResult job = KafkaJobs.start(pipeline);
    try {
      // The latest record of partition 1 is of 2:59, so that the window until 3:00 is open.
      KafkaJobs.whileRunning(job)
          .untilAsserted(() -> assertThat(counts(windows)).isEqualTo(counts(sent, 2 * 60_000)));
      sent.addAll(sendMinutes(topic, 1, 3, 12));
      KafkaJobs.whileRunning(job)
          .untilAsserted(() -> assertThat(counts(windows)).isEqualTo(counts(sent, 11 * 60_000)));
    } finally {
      job.cancel();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "SOURCE"})
  void read_partitionsThatAreIdle_doNotHoldWindowsBack(Reader reader) throws Exception {
    Topic topic = Topic.create(broker, "idle", 2);
    long now = System.currentTimeMillis();
    List<Seen> sent = topic.send(List.of(topic.record(0, now, 1), topic.record(1, now - 2_000, 2)));
    Gathered<Long> counts = new Gathered<>();
    Pipeline pipeline = KafkaJobs.pipeline(reader.option);
    KafkaJobs.seen(
            pipeline.apply(
                "Orders",
                reader
                    .of(broker)
                    .withTopic(topic.name())
                    .withCreateTime(org.joda.time.Duration.ZERO)))
        .apply(Window.into(FixedWindows.of(org.joda.time.Duration.standardSeconds(1))))
        .apply(MapElements.into(TypeDescriptors.longs()).via(Seen::key))
        .apply(Count.perElement())
        .apply(Keys.create())
        .apply(counts);
    PathwayPipelineResult job = KafkaJobs.start(pipeline);
    try {
      KafkaJobs.whileRunning(job)
          .untilAsserted(
              () ->
                  assertThat(counts.elements())
                      .containsExactlyInAnyOrderElementsOf(sent.stream().map(Seen::key).toList()));
    } finally {
      job.cancel();
    }
  }

  @Test
  void read_committed_givesWhatTransactionsWriteWhenTheyEndAndCallsNothingLate() throws Exception {
    Topic topic = Topic.create(broker, "committed", 2);
    Pipeline pipeline = KafkaJobs.pipeline(Reader.NATIVE.option);
    Gathered<Long> counts = new Gathered<>();
    PCollection<Seen> seen =
        KafkaJobs.seen(
            pipeline.apply(
                "Orders",
                KafkaJobs.read(broker)
                    .withTopic(topic.name())
                    .withReadCommitted()
                    .withCreateTime(org.joda.time.Duration.ZERO)));
    seen.apply("Gather", gathered);
    seen.apply(Window.into(FixedWindows.of(org.joda.time.Duration.millis(500))))
        .apply(MapElements.into(TypeDescriptors.longs()).via(Seen::key))
        .apply(Count.perElement())
        .apply(Keys.create())
        .apply("Gather counts", counts);
    try (KafkaProducer<Long, String> producer = topic.producer("committed-test")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(topic.record(0, System.currentTimeMillis(), -1)).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(topic.record(0, System.currentTimeMillis(), 0)).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(topic.record(0, System.currentTimeMillis(), 1)).get();
      PathwayPipelineResult job = KafkaJobs.start(pipeline);
      try {
        topic.send(List.of(topic.record(1, System.currentTimeMillis(), 2)));
        awaitGathered(job, 2);
        // The windows of both would end, did the transaction not hold them back.
        await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);
        assertThat(counts.elements()).isEmpty();
        producer.commitTransaction();
        KafkaJobs.whileRunning(job).until(() -> counts.size() >= 3);
        assertThat(readsWithBeamsSource()).isFalse();
      } finally {
        job.cancel();
      }
    }

    assertThat(counts.elements()).containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(gathered.elements()).extracting(Seen::key).containsExactlyInAnyOrder(0L, 1L, 2L);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "SOURCE"})
  void read_commitOffsetsInFinalize_nextJobGoesOnWhereTheDrainedOneEnded(Reader reader)
      throws Exception {
    Topic topic = Topic.create(broker, "commit", 2);
    KafkaIO.Read<Long, String> read =
        reader
            .of(broker)
            .withTopic(topic.name())
            .withConsumerConfigUpdates(Map.of("group.id", topic.name()))
            .commitOffsetsInFinalize();
    List<Seen> sent = new ArrayList<>(topic.sendNumbers(0, 1_000, 2));
    PathwayPipelineResult first = KafkaJobs.start(reading(read, reader.option));
    awaitGathered(first, 1_000);
    KafkaJobs.whileRunning(first)
        .untilAsserted(
            () -> assertThat(topic.committed(topic.name())).isEqualTo(Map.of(0, 500L, 1, 500L)));
    sent.addAll(topic.sendNumbers(1_000, 100, 2));
    awaitGathered(first, 1_100);
    first.drain();
    assertThat(first.waitUntilFinish()).isEqualTo(State.DONE);
    assertThat(topic.committed(topic.name())).isEqualTo(Map.of(0, 550L, 1, 550L));

    sent.addAll(topic.sendNumbers(1_100, 200, 2));
    PathwayPipelineResult second = KafkaJobs.start(reading(read, reader.option));
    try {
      awaitGathered(second, 1_300);
    } finally {
      second.cancel();
    }

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void read_dynamicRead_readsPartitionsThatAreAdded() throws Exception {
    Topic topic = Topic.create(broker, "dynamic", 2);
    List<Seen> sent = new ArrayList<>(topic.sendNumbers(0, 200, 2));
    PathwayPipelineResult job =
        KafkaJobs.start(
            reading(
                KafkaJobs.read(broker)
                    .withTopic(topic.name())
                    .withConsumerPollingTimeout(1)
                    .withDynamicRead(org.joda.time.Duration.millis(500)),
                DYNAMIC));
    try {
      awaitGathered(job, 200);
      topic.grow(3);
      sent.addAll(topic.sendNumbers(200, 300, 3));
      awaitGathered(job, 500);
    } finally {
      job.cancel();
    }

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(sent);
  }
}
