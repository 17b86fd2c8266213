// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySegmentStoreTest {
  @TempDir Path folder;
  private Path root;
  private DirectorySegmentStore store;

  @BeforeEach
  void open() throws IOException {
    root = folder.resolve("store");
    store = DirectorySegmentStore.open(root);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void put_isReadAndListed() throws IOException {
    Path local = Files.write(folder.resolve("local"), bytes("from a file"));
    store.put("a/b-1", local);
    store.put("a/b-0", bytes("from bytes"));
    store.put("a/c/d_2.x", bytes(""));
    store.put("z", bytes("z"));

    assertThat(store.list("")).containsExactly("a/b-0", "a/b-1", "a/c/d_2.x", "z");
    assertThat(store.list("a/b")).containsExactly("a/b-0", "a/b-1");
    assertThat(store.list("a/")).containsExactly("a/b-0", "a/b-1", "a/c/d_2.x");
    assertThat(store.list("none/")).isEmpty();
    assertThat(store.read("a/b-0")).asString(UTF_8).isEqualTo("from bytes");
    Path fetched = folder.resolve("fetched");
    store.fetch("a/b-1", fetched);
    assertThat(fetched).hasContent("from a file");
  }

  @Test
  void missing_isToldApart() throws IOException {
    assertThatThrownBy(() -> store.read("a/b")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.fetch("a/b", folder.resolve("to")))
        .isInstanceOf(NoSuchFileException.class);
    store.delete("a/b");
  }

  @Test
  void delete_removesEmptyFolders() throws IOException {
    store.put("a/b/c", bytes("1"));
    store.put("a/d", bytes("2"));
    store.delete("a/b/c");
    assertThat(root.resolve("a/b")).doesNotExist();
    store.delete("a/d");
    assertThat(root.resolve("a")).doesNotExist();
    assertThat(root).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/.b", "A", "a b", "a\\b"})
  void name_thatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> store.put(name, bytes("1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void create_byMany_succeedsOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (DirectorySegmentStore other = DirectorySegmentStore.open(root)) {
      for (int round = 0; round < 20; round++) {
        String name = "log/" + round;
        List<Future<Boolean>> created = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          byte[] content = bytes("by " + i);
          DirectorySegmentStore by = i % 2 == 0 ? store : other;
          created.add(pool.submit(() -> by.create(name, content)));
        }
        List<Integer> winners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          if (created.get(i).get()) {
            winners.add(i);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(store.read(name)).asString(UTF_8).isEqualTo("by " + winners.get(0));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void create_withoutHardLinks_succeedsOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> created = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Path file = Files.write(folder.resolve("file" + i), bytes("by " + i));
        ExclusiveNames names = new ExclusiveNames(folder.resolve("lock"));
        created.add(pool.submit(() -> names.giveLocked(file, folder.resolve("name"))));
      }
      int winners = 0;
      for (Future<Boolean> each : created) {
        winners += each.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void putAndDelete_inOneFolder_doNotDisturbEachOther() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String name = "a/b/c" + i;
        both.add(
            pool.submit(
                () -> {
                  for (int round = 0; round < 50; round++) {
                    store.put(name, bytes("1"));
                    store.delete(name);
                  }
                  return null;
                }));
      }
      for (Future<?> each : both) {
        each.get();
      }
      assertThat(store.list("")).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void put_interrupted_leavesNothingHalf() throws IOException {
    byte[] content = new byte[100_000];
    Path local = Files.write(folder.resolve("local"), content);
    for (int i = 0; i < 10; i++) {
      String name = "a/" + i;
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> {
                store.put(name, content);
                store.put(name + "-file", local);
              })
          .isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    for (String name : store.list("")) {
      assertThat(store.read(name)).hasSize(content.length);
    }
    store.put("a/again", content);
    assertThat(incomingFiles()).isZero();
  }

  @Test
  void create_interrupted_isWholeOrNotThere() throws IOException {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.create("log/1", bytes("one"))).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    boolean wasThere = !store.create("log/1", bytes("two"));
    assertThat(store.read("log/1")).asString(UTF_8).isEqualTo(wasThere ? "one" : "two");
  }

  private long incomingFiles() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve(".incoming"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("(file|segment)-.*"))
          .count();
    }
  }

  @Test
  void job_onADirectory_goesOn() throws IOException {
    try (JobFixture job = new JobFixture(folder.resolve("spill"), store, 1 << 12, Runnable::run)) {
      job.start(2, 0);
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 300; i++) {
          job.put("timers", i % JobFixture.PARTITIONS, "key" + i % 100, "v".repeat(i) + round);
        }
        job.snap();
        job.start(1 + round, round);
        job.checkAll();
      }
    }
  }
}
