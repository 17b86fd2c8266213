// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.PathwayPipelineResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills members of a cluster, or all of them, while a job reads Kafka and writes to it. */
@ExtendWith(SharedBroker.class)
final class KafkaRecoveryTest {
  private static final int KILLS = Integer.getInteger("pathway.recovery.kills", 2);
  private static final long SEED = Long.getLong("pathway.recovery.seed", 1);
  private static final int MEMBERS = 3;
  private static final int PARTITIONS = 3;
  private static final int KEYS = 50;
  private static final int BATCH = 3_000;

  private final KafkaBroker broker;
  private final List<String> expected = new ArrayList<>();
  private final long[] counts = new long[KEYS];

  @TempDir private Path folder;

  KafkaRecoveryTest(KafkaBroker broker) {
    this.broker = broker;
  }

  @Test
  void run_membersAreKilled_everyRecordIsCountedOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Topic from = Topic.create(broker, "killed-from", PARTITIONS);
    Topic to = Topic.create(broker, "killed-to", 2);
    try (Members members = new Members(folder, MEMBERS)) {
      PathwayPipelineResult job = start(members, from, to);
      for (int kill = 0; kill < KILLS; kill++) {
        send(from);
        KafkaJobs.whileRunning(job).until(() -> to.committedRecords().size() > expected.size() / 2);
        send(from);
        Thread.sleep(random.nextLong(500));
        members.kill(random.nextInt(members.size()));
        members.add();
        KafkaJobs.whileRunning(job).until(() -> to.committedRecords().size() >= expected.size());
      }
      job.drain();
      assertThat(job.waitUntilFinish()).isEqualTo(State.DONE);
    }
    check(to);
  }

  @Test
  void run_allMembersAreKilled_goesOnFromTheStateDirectory() throws Exception {
    Topic from = Topic.create(broker, "restarted-from", PARTITIONS);
    Topic to = Topic.create(broker, "restarted-to", 2);
    for (int members = 1; members <= 2; members++) {
      try (Members cluster = new Members(folder, members)) {
        PathwayPipelineResult job =
            start(cluster, from, to, "--stateDir=" + folder.resolve("state"));
        send(from);
        KafkaJobs.whileRunning(job).until(() -> to.committedRecords().size() > expected.size() / 2);
        if (members == 2) {
          KafkaJobs.whileRunning(job).until(() -> to.committedRecords().size() >= expected.size());
        }
      }
    }
    check(to);
  }

  private void check(Topic to) throws Exception {
    List<String> read =
        to.committedRecords().stream().map(each -> each.key() + " " + each.value()).toList();
    assertThat(read).as("seed %s", SEED).containsExactlyInAnyOrderElementsOf(expected);
  }

  private void send(Topic topic) throws Exception {
    List<ProducerRecord<Long, String>> records = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      int key = i % KEYS;
      records.add(topic.record(key % PARTITIONS, i, key));
      expected.add(key + " record " + ++counts[key]);
      if (counts[key] == 1) {
        expected.add(key + " timer");
      }
    }
    assertThat(topic.send(records)).hasSize(BATCH);
  }

  private PathwayPipelineResult start(Members members, Topic from, Topic to, String... more) {
    List<String> args = new ArrayList<>(members.options());
    args.addAll(List.of(more));
    args.addAll(
        List.of(
            "--runner=PathwayRunner",
            "--parallelism=2",
            "--snapshotInterval=300ms",
            "--brokers=" + broker.address(),
            "--from=" + from.name(),
            "--to=" + to.name()));
    return KafkaJobs.start(
        CountJob.build(
            PipelineOptionsFactory.fromArgs(args.toArray(String[]::new))
                .withValidation()
                .as(CountJob.Options.class)));
  }
}
