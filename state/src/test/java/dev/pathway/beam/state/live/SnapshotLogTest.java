// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotLogTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final String STAGE = "stage";

  @TempDir Path folder;
  private final MapSegmentStore store = new MapSegmentStore();
  private final List<String> warnings = new ArrayList<>();
  private SpillDirectory spill;
  private LiveResources resources;

  @BeforeEach
  void open() throws IOException {
    spill = SpillDirectory.open(folder);
    resources = new LiveResources(() -> spill, new MemoryBudget(1 << 20), Runnable::run);
  }

  @AfterEach
  void close() throws IOException {
    spill.close();
  }

  private SnapshotLog log(String job) {
    return new SnapshotLog(store, job, () -> Instant.ofEpochMilli(17), warnings::add);
  }

  private Attempt begin() throws IOException {
    return log("job").begin(Map.of(STAGE, 1), "a pipeline".getBytes(UTF_8));
  }

  private LiveStore open(Attempt attempt) throws IOException {
    return attempt.open(STAGE, 0, new int[] {0, 1}, resources);
  }

  /** Sets the one value, so large that it is a file of its own, and uploads a snapshot. */
  private static void upload(LiveStore worker, long snapshot, String value) throws IOException {
    worker.map("m").put(1, KEY, value.repeat(40_000).getBytes(UTF_8));
    worker.seal(snapshot).upload();
  }

  private static String value(LiveStore worker) throws IOException {
    byte[] value = worker.map("m").get(1, KEY);
    return value == null ? "" : new String(value, 0, 1, UTF_8);
  }

  @Test
  void begin_withoutSnapshots_isANewStart() throws IOException {
    Attempt first = begin();
    assertThat(first.baseSnapshot()).isZero();
    assertThat(first.baseDescription()).isNull();
    Attempt second = begin();
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(second.baseSnapshot()).isZero();
  }

  @Test
  void begin_afterCommits_goesOnFromTheLast() throws IOException {
    Attempt first = begin();
    try (LiveStore worker = open(first)) {
      upload(worker, 1, "a");
      first.commit(1);
      upload(worker, 2, "b");
      first.commit(2);
      upload(worker, 3, "c");
    }
    Attempt second = begin();
    assertThat(second.baseSnapshot()).isEqualTo(2);
    assertThat(second.baseDescription()).asString(UTF_8).isEqualTo("a pipeline");
    Attempt joined = log("job").join(second.number());
    assertThat(joined.baseSnapshot()).isEqualTo(2);
    try (LiveStore worker = open(joined)) {
      assertThat(value(worker)).isEqualTo("b");
    }
    assertThat(log("job").list())
        .extracting(SnapshotInfo::number, SnapshotInfo::timeMillis, SnapshotInfo::files)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, 17L, 2L),
            org.assertj.core.groups.Tuple.tuple(2L, 17L, 3L));
    assertThat(log("job").list().get(1).bytes()).isBetween(80_000L, 84_000L);
    assertThat(log("job").latestDescription()).asString(UTF_8).isEqualTo("a pipeline");
  }

  @Test
  void commit_ofAnOlderAttempt_isRefused() throws IOException {
    Attempt zombie = begin();
    try (LiveStore worker = open(zombie)) {
      upload(worker, 1, "a");
      Attempt later = begin();
      assertThatThrownBy(() -> zombie.commit(1))
          .isInstanceOf(StaleAttemptException.class)
          .hasMessageContaining("'job'")
          .hasMessageContaining("snapshot 1")
          .hasMessageContaining("attempt " + later.number());
    }
    assertThat(log("job").list()).isEmpty();
  }

  @Test
  void commit_byEachMember_isOne() throws IOException {
    Attempt first = begin();
    Attempt member = log("job").join(first.number());
    try (LiveStore worker = open(first)) {
      upload(worker, 1, "a");
      first.commit(1);
      member.commit(1);
      upload(worker, 2, "b");
      member.commit(2);
      first.commit(2);
      first.commit(1);
    }
    assertThat(log("job").list()).extracting(SnapshotInfo::number).containsExactly(1L, 2L);
  }

  /** A later attempt begins, and commits, while an earlier one is at any call of its commit. */
  @Test
  void commit_withALaterAttemptAtAnyCall_isRefusedOrSeen() throws IOException {
    for (int commits = 0; commits < 4; commits++) {
      for (int attempts = 1; attempts < 3; attempts++) {
        int outcomes = 0;
        for (int call = 0; call < 30; call++) {
          outcomes |= raceAt(call, attempts, commits) ? 1 : 2;
        }
        assertThat(outcomes).isEqualTo(3);
      }
    }
  }

  /** Returns whether the commit was made. */
  private boolean raceAt(int interrupted, int attempts, int commits) throws IOException {
    store.files().clear();
    Attempt zombie = begin();
    LiveStore worker = open(zombie);
    upload(worker, 1, "a");
    zombie.commit(1);
    upload(worker, 2, "b");
    int[] calls = {0};
    List<Attempt> later = new ArrayList<>();
    store.setFault(
        (call, name) -> {
          if (calls[0]++ == interrupted) {
            // The beginning of the last one is kept; places of those before it become free again.
            for (int i = 1; i < attempts; i++) {
              later.add(begin());
            }
            later.add(beginAndCommit(commits));
          }
          return false;
        });
    boolean isCommitted = commits(zombie, 2);
    store.setFault((call, name) -> false);
    worker.close();
    if (!later.isEmpty()) {
      assertThat(later.get(0).baseSnapshot()).isEqualTo(isCommitted ? 2 : 1);
    }
    try (LiveStore last = open(begin())) {
      assertThat(value(last))
          .isEqualTo(!later.isEmpty() && commits > 0 ? "z" : isCommitted ? "b" : "a");
    }
    return isCommitted;
  }

  /** An earlier attempt commits while a later one is at any call of its beginning. */
  @Test
  void begin_withACommitAtAnyCall_seesItOrHasItRefused() throws IOException {
    int outcomes = 0;
    for (int call = 0; call < 40; call++) {
      store.files().clear();
      Attempt zombie = begin();
      try (LiveStore worker = open(zombie)) {
        upload(worker, 1, "a");
        zombie.commit(1);
        upload(worker, 2, "b");
      }
      int interrupted = call;
      int[] calls = {0};
      int[] committed = {1};
      store.setFault(
          (name, file) -> {
            if (calls[0]++ == interrupted) {
              committed[0] = commits(zombie, 2) ? 2 : 1;
            }
            return false;
          });
      Attempt later = begin();
      store.setFault((name, file) -> false);
      assertThat(later.baseSnapshot()).isEqualTo(committed[0]);
      assertThat(commits(zombie, 3)).isFalse();
      outcomes |= committed[0];
    }
    assertThat(outcomes).isEqualTo(3);
  }

  /** Other attempts begin and commit while one is at any call of its beginning. */
  @Test
  void begin_withOtherAttemptsAtAnyCall_isTheLatestOrStale() throws IOException {
    int outcomes = 0;
    for (int call = 0; call < 20; call++) {
      store.files().clear();
      beginAndCommit(2);
      int interrupted = call;
      int[] calls = {0};
      List<Attempt> others = new ArrayList<>();
      store.setFault(
          (name, file) -> {
            if (calls[0]++ == interrupted) {
              begin();
              others.add(beginAndCommit(3));
            }
            return false;
          });
      boolean isLatest = false;
      try {
        Attempt attempt = begin();
        store.setFault((name, file) -> false);
        isLatest = others.isEmpty() || attempt.number() > others.get(0).number();
        if (isLatest) {
          assertThat(attempt.baseSnapshot()).isEqualTo(others.isEmpty() ? 2 : 5);
          try (LiveStore worker = open(attempt)) {
            upload(worker, 6, "n");
          }
        }
        assertThat(commits(attempt, 6)).isEqualTo(isLatest);
      } catch (StaleAttemptException e) {
        store.setFault((name, file) -> false);
        assertThat(others).isNotEmpty();
      }
      outcomes |= isLatest ? 1 : 2;
    }
    assertThat(outcomes).isEqualTo(3);
  }

  private static boolean commits(Attempt attempt, long snapshot) throws IOException {
    try {
      attempt.commit(snapshot);
      return true;
    } catch (StaleAttemptException e) {
      return false;
    }
  }

  private Attempt beginAndCommit(int commits) throws IOException {
    Attempt later = begin();
    try (LiveStore worker = open(later)) {
      for (int i = 1; i <= commits; i++) {
        upload(worker, later.baseSnapshot() + i, i == commits ? "z" : "y");
        later.commit(later.baseSnapshot() + i);
      }
    }
    return later;
  }

  @Test
  void commit_deletesWhatNoKeptSnapshotNeeds() throws IOException {
    Attempt first = begin();
    try (LiveStore worker = open(first)) {
      for (int i = 1; i < 20; i++) {
        upload(worker, i, Integer.toString(i % 10));
        first.commit(i);
      }
    }
    Attempt second = begin();
    begin();
    Attempt third = begin();
    try (LiveStore worker = open(third)) {
      for (int i = 20; i < 23; i++) {
        upload(worker, i, "x");
        third.commit(i);
      }
    }
    assertThat(log("job").list()).extracting(SnapshotInfo::number).containsExactly(21L, 22L);
    // The attempt and what it began with, two commits, two manifests, and few segments.
    assertThat(store.files()).hasSizeLessThan(2 + 2 * 2 + 6);
    assertThat(store.list("job-job/segment/000000000001/")).isEmpty();
    assertThatThrownBy(() -> log("job").join(second.number()))
        .isInstanceOf(StaleAttemptException.class);
  }

  @Test
  void commit_whileTheNextIsUploaded_leavesItsFiles() throws IOException {
    Attempt attempt = begin();
    try (LiveStore worker = open(attempt)) {
      for (int i = 1; i < 8; i++) {
        upload(worker, i, Integer.toString(i));
        if (i > 1) {
          attempt.commit(i - 1);
        }
      }
      attempt.commit(7);
    }
    assertThat(warnings).isEmpty();
    try (LiveStore worker = open(begin())) {
      assertThat(value(worker)).isEqualTo("7");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void deleteAll_leavesOtherJobs() throws IOException {
    Attempt attempt = begin();
    Attempt other = log("Job").begin(Map.of(STAGE, 1), new byte[0]);
    try (LiveStore worker = open(attempt);
        LiveStore otherWorker = open(other)) {
      upload(worker, 1, "a");
      attempt.commit(1);
      upload(otherWorker, 1, "o");
      other.commit(1);
      log("job").deleteAll();
      assertThat(log("job").list()).isEmpty();
      assertThat(log("Job").list()).hasSize(1);
      assertThatThrownBy(() -> attempt.commit(2)).isInstanceOf(StaleAttemptException.class);
      upload(otherWorker, 2, "p");
      other.commit(2);
    }
    assertThat(begin().baseSnapshot()).isZero();
  }

  @Test
  void commit_withAWorkerThatHasUploadedNothing_isRefused() throws IOException {
    Attempt attempt = log("job").begin(Map.of(STAGE, 2), new byte[0]);
    try (LiveStore worker = open(attempt)) {
      upload(worker, 1, "a");
      assertThatThrownBy(() -> attempt.commit(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("worker 1 of stage 'stage' has uploaded nothing");
    }
    assertThat(begin().baseSnapshot()).isZero();
  }

  @Test
  void replicas_areRestoredFromAnyWorker() throws IOException {
    Attempt attempt = log("job").begin(Map.of(STAGE, 2), new byte[0]);
    for (int worker = 0; worker < 2; worker++) {
      try (LiveStore replica = attempt.openReplica(STAGE, worker, resources)) {
        upload(replica, 1, "a");
      }
    }
    attempt.commit(1);
    Attempt next = log("job").begin(Map.of(STAGE, 5), new byte[0]);
    for (int worker = 0; worker < 5; worker++) {
      try (LiveStore replica = next.openReplica(STAGE, worker, resources)) {
        assertThat(value(replica)).isEqualTo("a");
      }
    }
  }

  /** Each file, missing or with a changed byte, after two snapshots. */
  @Test
  void damage_ofAnyFile_isPassedOver() throws IOException {
    Attempt attempt = begin();
    try (LiveStore worker = open(attempt)) {
      upload(worker, 1, "a");
      attempt.commit(1);
      upload(worker, 2, "b");
      attempt.commit(2);
    }
    Map<String, byte[]> whole = Map.copyOf(store.files());
    Set<String> firstHas = new TreeSet<>();
    for (String name : whole.keySet()) {
      for (int change = -1; change < 20; change++) {
        store.files().clear();
        store.files().putAll(whole);
        if (change < 0) {
          store.files().remove(name);
        } else {
          byte[] bytes = requireNonNull(whole.get(name)).clone();
          bytes[(int) ((long) change * (bytes.length - 1) / 19)] ^= 4;
          store.files().put(name, bytes);
        }
        warnings.clear();
        // A commit that is not in the log never was.
        boolean isNeverMade = change < 0 && name.contains("/log/");
        if (!value(isNeverMade ? "" : name).equals("b")) {
          firstHas.add(name.substring(0, name.indexOf('/', 4)));
        }
      }
    }
    assertThat(firstHas).hasSize(1);
  }

  /** Returns the value in the snapshot that is whole; empty if there is none, which is said. */
  private String value(String damaged) throws IOException {
    for (int tries = 0; ; tries++) {
      try (LiveStore worker = open(begin())) {
        String found = value(worker);
        if (!found.equals("b")) {
          assertThat(String.join(" ", warnings)).contains(damaged);
        }
        assertThat(found).isNotEmpty();
        return found;
      } catch (DamagedSegmentException e) {
        assertThat(e).hasMessageContaining(damaged);
        assertThat(tries).isZero();
      } catch (IOException e) {
        // The beginning of the attempt belongs to both snapshots.
        assertThat(e).hasMessageContaining("no snapshot is whole").hasMessageContaining(damaged);
        return "";
      }
    }
  }

  @Test
  void seal_withANumberThatIsNotNew_isRefused() throws IOException {
    Attempt attempt = begin();
    try (LiveStore worker = open(attempt)) {
      upload(worker, 3, "a");
      assertThatThrownBy(() -> worker.seal(3)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> worker.map("m").put(7, KEY, KEY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Partition 7");
    }
  }

  @Test
  void upload_afterTheWorkerHasEnded_isWhatWasSealed() throws IOException {
    Attempt attempt = begin();
    Pending pending;
    try (LiveStore worker = open(attempt)) {
      worker.map("m").put(1, KEY, "a".repeat(50_000).getBytes(UTF_8));
      pending = worker.seal(1);
      worker.map("m").put(1, KEY, "b".getBytes(UTF_8));
      worker.seal(2).close();
    }
    pending.upload();
    attempt.commit(1);
    try (LiveStore worker = open(begin())) {
      assertThat(value(worker)).isEqualTo("a");
    }
  }
}
