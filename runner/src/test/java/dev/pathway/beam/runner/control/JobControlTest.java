// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of this process as a client sees them, without pipelines. */
final class JobControlTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir private Path folder;

  private final CountDownLatch drained = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<ControlledJob> added = new ArrayList<>();
  private ControlFolders folders;
  private JobControl control;
  private ControlClient client;

  @BeforeEach
  void createControl() {
    folders = ControlFolders.of(null, folder.toString(), "ann");
    control = new JobControl(() -> folders, Duration.ZERO);
    client = new ControlClient(folders);
  }

  @AfterEach
  void endJobs() {
    added.forEach(job -> job.end("DONE"));
  }

  private ControlledJob add(String id) {
    ControlledJob job =
        new ControlledJob(id, "name\tof " + id, true, drained::countDown, cancelled::countDown);
    added.add(job);
    control.add(job);
    return job;
  }

  private List<RemoteJob> awaitJobs(int count) {
    return await().atMost(PATIENCE).until(client::jobs, jobs -> jobs.size() == count);
  }

  @Test
  void jobs_severalJobs_tellsAboutThoseThatRun() throws IOException {
    Instant start = Instant.now();
    ControlledJob first = add("1");
    add("2");

    List<RemoteJob> jobs = awaitJobs(2);

    assertThat(jobs)
        .extracting(RemoteJob::status)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("since")
        .containsExactly(
            new JobStatus("1", "name of 1", "RUNNING", true, start),
            new JobStatus("2", "name of 2", "RUNNING", true, start));
    assertThat(jobs.get(0).status().since()).isBetween(start, Instant.now());
    first.end("DONE");
    assertThat(client.jobs()).extracting(job -> job.status().id()).containsExactly("2");
  }

  @Test
  void add_afterTheLastJobEnded_opensASocketAgain() throws IOException {
    for (int i = 0; i < 20; i++) {
      ControlledJob job = add("job " + i);
      if (i % 2 == 0) {
        awaitJobs(1);
      }
      job.end("DONE");
      assertThat(client.jobs()).isEmpty();
    }
    await().atMost(PATIENCE).until(() -> folders.sockets().isEmpty());
    add("last");
    awaitJobs(1);
  }

  @Test
  void drain_runningJob_waitsForItsEnd() throws Exception {
    ControlledJob job = add("1");
    RemoteJob remote = awaitJobs(1).get(0);

    CompletableFuture<String> state =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return remote.drain(PATIENCE).orElse("still runs");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(drained.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(client.jobs().get(0).status().state()).isEqualTo("DRAINING");
    assertThat(state).isNotDone();
    job.end("DONE");

    assertThat(state.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("DONE");
    assertThat(cancelled.getCount()).isEqualTo(1);
  }

  @Test
  void cancel_jobThatDoesNotStop_returnsAfterTheTime() throws Exception {
    add("1");

    assertThat(awaitJobs(1).get(0).cancel(SHORT)).isEmpty();

    assertThat(cancelled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(client.jobs().get(0).status().state()).isEqualTo("CANCELLING");
  }

  @Test
  void drain_jobThatEndedBefore_saysSo() throws IOException {
    ControlledJob brief = add("1");
    add("2");
    RemoteJob remote = awaitJobs(2).get(0);
    brief.end("DONE");

    assertThat(remote.drain(PATIENCE)).hasValue(RemoteJob.ENDED);

    assertThat(drained.getCount()).isEqualTo(1);
  }

  @Test
  void cancel_lastJobThatEndedBefore_saysSo() throws IOException {
    ControlledJob brief = add("1");
    RemoteJob remote = awaitJobs(1).get(0);
    brief.end("DONE");

    assertThat(remote.cancel(PATIENCE)).hasValue(RemoteJob.ENDED);
  }

  @Test
  void list_otherClientThatSaysNothing_isAnsweredAllTheSame() throws IOException {
    add("1");
    awaitJobs(1);

    try (SocketChannel silent =
        SocketChannel.open(UnixDomainSocketAddress.of(folders.sockets().get(0)))) {
      assertThat(silent.isConnected()).isTrue();
      assertThat(client.jobs()).hasSize(1);
    }
  }

  @Test
  void add_jobThatEndsBeforeTheDelay_opensNoSocket() {
    List<ControlFolders> asked = new CopyOnWriteArrayList<>();
    JobControl slow =
        new JobControl(
            () -> {
              asked.add(folders);
              return folders;
            },
            Duration.ofDays(1));

    ControlledJob brief = new ControlledJob("brief", "brief", false, () -> {}, () -> {});
    slow.add(brief);
    Thread waiting = await().atMost(PATIENCE).until(JobControlTest::controlThread, t -> t != null);
    brief.end("DONE");

    await().atMost(PATIENCE).until(() -> !waiting.isAlive());
    assertThat(asked).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  private static @Nullable Thread controlThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("pathway-control"))
        .findAny()
        .orElse(null);
  }
}
