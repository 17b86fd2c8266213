// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillDirectoryTest {
  @TempDir Path base;

  @Test
  void open_baseMissing_createsIt() throws IOException {
    Path missing = base.resolve("a/b");

    try (SpillDirectory directory = SpillDirectory.open(missing)) {
      assertThat(directory.path()).isDirectory().hasParent(missing);
      assertThat(directory.path().getFileName().toString()).startsWith("pathway-spill-");
    }
  }

  @Test
  void close_withFiles_deletesAll() throws IOException {
    SpillDirectory directory = SpillDirectory.open(base);
    Files.writeString(directory.newFile("group"), "content");
    Files.writeString(directory.newFile("group"), "content");

    directory.close();
    directory.close();

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void close_baseMadeForIt_removesItAndItsParents() throws IOException {
    SpillDirectory.open(base.resolve("a/b")).close();

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void close_baseMadeForItInUse_leavesWhatHoldsSomething() throws IOException {
    SpillDirectory directory = SpillDirectory.open(base.resolve("a/b"));
    Path file = Files.createFile(base.resolve("a/file"));

    directory.close();

    assertThat(base.resolve("a")).isDirectoryNotContaining(each -> !each.equals(file));
    assertThat(file).exists();
  }

  @Test
  void close_baseThatWasThere_leavesIt() throws IOException {
    Path there = Files.createDirectories(base.resolve("a/b"));

    SpillDirectory.open(there).close();

    assertThat(there).isEmptyDirectory();
  }

  @Test
  void check_baseThatCanBeMade_leavesNothing() throws IOException {
    SpillDirectory.check(base.resolve("a/b"));

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void check_baseThatCannotBeMade_throwsAndLeavesNothing() {
    Path tooLong = base.resolve("a").resolve("b".repeat(300));

    assertThatThrownBy(() -> SpillDirectory.check(tooLong)).isInstanceOf(IOException.class);

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void open_severalProcessesMakeAndRemoveTheBase_nobodyFails() throws Exception {
    Path shared = base.resolve("a/b");
    try (SpillingProcess first = SpillingProcess.openingAndClosing(shared, 200);
        SpillingProcess second = SpillingProcess.openingAndClosing(shared, 200)) {
      assertThat(first.exitCode()).isZero();
      assertThat(second.exitCode()).isZero();
    }
  }

  @Test
  void newFile_closed_throws() throws IOException {
    SpillDirectory directory = SpillDirectory.open(base);
    directory.close();

    assertThatThrownBy(() -> directory.newFile("group"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void newFile_purposeWithSlash_throws() throws IOException {
    try (SpillDirectory directory = SpillDirectory.open(base)) {
      assertThatThrownBy(() -> directory.newFile("../group"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void newFile_manyThreads_neverGivesAPathTwice() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (SpillDirectory directory = SpillDirectory.open(base)) {
      List<Future<Set<Path>>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(threads.submit(() -> newFiles(directory, 1000)));
      }
      Set<Path> all = new HashSet<>();
      for (Future<Set<Path>> future : futures) {
        all.addAll(future.get());
      }
      assertThat(all).hasSize(4000);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void open_twiceInOneProcess_keepsBoth() throws IOException {
    try (SpillDirectory first = SpillDirectory.open(base)) {
      Path file = Files.writeString(first.newFile("group"), "content");
      try (SpillDirectory second = SpillDirectory.open(base)) {
        assertThat(file).exists();
        assertThat(second.path()).isNotEqualTo(first.path()).exists();
      }
      assertThat(file).exists();
    }
  }

  @Test
  void open_directoryOfAnotherKindInBase_leavesIt() throws IOException {
    Path other = Files.createDirectory(base.resolve("pathway-state"));
    Path file = Files.createFile(base.resolve("pathway-spill-file"));

    SpillDirectory.open(base).close();

    assertThat(other).exists();
    assertThat(file).exists();
  }

  @Test
  void open_abandonedWithoutLockFile_deletesIt() throws IOException {
    Path abandoned = Files.createDirectory(base.resolve("pathway-spill-1-2-3"));
    Files.createFile(abandoned.resolve("group-1"));

    SpillDirectory.open(base).close();

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void open_otherProcessRunning_keepsItsDirectoryUntilItIsKilled() throws Exception {
    try (SpillingProcess other = SpillingProcess.holding(base)) {
      Path theirs = other.directory();
      Path file = theirs.resolve("group-1");
      assertThat(file).exists();

      SpillDirectory.open(base).close();
      assertThat(file).exists();

      // A lock must not be lost by looking at it.
      SpillDirectory.open(base).close();
      assertThat(file).exists();

      other.kill();
      SpillDirectory.open(base).close();
      assertThat(theirs).doesNotExist();
    }
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void open_ownDirectoryOpenForLong_isNotDeletedByAnotherProcess() throws Exception {
    try (SpillDirectory ours = SpillDirectory.open(base)) {
      SpillDirectory.open(base).close();

      try (SpillingProcess other = SpillingProcess.holding(base)) {
        assertThat(other.directory()).exists();
        assertThat(ours.path()).exists();
      }
    }
  }

  @Test
  void open_severalProcessesAtOnce_nobodyLosesADirectory() throws Exception {
    try (SpillingProcess first = SpillingProcess.openingAndClosing(base, 200);
        SpillingProcess second = SpillingProcess.openingAndClosing(base, 200)) {
      assertThat(first.exitCode()).isZero();
      assertThat(second.exitCode()).isZero();
    }
    SpillDirectory.open(base).close();
    assertThat(base).isEmptyDirectory();
  }

  private static Set<Path> newFiles(SpillDirectory directory, int count) {
    Set<Path> files = new HashSet<>();
    for (int i = 0; i < count; i++) {
      files.add(directory.newFile("group"));
    }
    return files;
  }
}
