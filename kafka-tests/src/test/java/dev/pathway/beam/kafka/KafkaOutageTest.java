// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.runner.PathwayPipelineResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Jobs from one topic to another, one with this runner's reader and one with Beam's, whose broker
 * goes away and comes back: they go on, and nothing is lost. For how long is {@code
 * -Dkafka.outageSeconds=30}.
 */
@ExtendWith(SharedBroker.class)
final class KafkaOutageTest {
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("kafka.outageSeconds", 30));

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int COUNT = 2_000;

  private final KafkaBroker broker;

  KafkaOutageTest(KafkaBroker broker) {
    this.broker = broker;
  }

  /** How the broker goes away, and comes back. */
  enum Outage {
    /** Its connections stay open, and nobody answers. */
    FROZEN,
    /** Connections are refused. */
    KILLED
  }

  private void apply(Outage outage) throws Exception {
    switch (outage) {
      case FROZEN -> broker.freeze();
      case KILLED -> broker.kill();
    }
    // What is tested is that time passes.
    await().pollDelay(OUTAGE).timeout(OUTAGE.plusSeconds(10)).until(() -> true);
    switch (outage) {
      case FROZEN -> broker.thaw();
      case KILLED -> broker.restart();
    }
  }

  private void awaitKeys(PathwayPipelineResult job, Topic topic, int count) {
    List<Long> expected = LongStream.range(0, count).boxed().toList();
    await()
        .atMost(PATIENCE)
        .failFast("the job has ended", () -> job.getState() != State.RUNNING)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(topic.readAll().stream().map(Seen::key).toList())
                    .containsExactlyInAnyOrderElementsOf(expected));
  }

  @Test
  void job_brokerThatComesBack_goesOnWithoutLoss() throws Exception {
    Topic from = Topic.create(broker, "from", 3);
    Topic to = Topic.create(broker, "to", 2);
    Topic toByBeams = Topic.create(broker, "to", 2);
    PathwayPipelineResult job = KafkaJobs.start(pipeline(from, to));
    PathwayPipelineResult beams =
        KafkaJobs.start(pipeline(from, toByBeams, "--experiments=use_deprecated_read"));
    try {
      int sent = 0;
      for (Outage outage : Outage.values()) {
        from.sendNumbers(sent, COUNT, 3);
        sent += COUNT;
        awaitKeys(job, to, sent);
        awaitKeys(beams, toByBeams, sent);
        // The outage falls into the middle of these.
        from.sendNumbers(sent, COUNT, 3);
        sent += COUNT;

        apply(outage);
        from.sendNumbers(sent, COUNT, 3);
        sent += COUNT;

        awaitKeys(job, to, sent);
        awaitKeys(beams, toByBeams, sent);
      }
    } finally {
      job.cancel();
      beams.cancel();
    }
  }

  private Pipeline pipeline(Topic from, Topic to, String... args) {
    Pipeline pipeline = KafkaJobs.pipeline(args);
    pipeline
        .apply("Read", KafkaJobs.read(broker).withTopic(from.name()).withoutMetadata())
        .apply("Write", KafkaJobs.write(broker, to));
    return pipeline;
  }
}
