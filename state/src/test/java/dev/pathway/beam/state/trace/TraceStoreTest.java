// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceStoreTest {
  @TempDir Path base;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new StoreFixture(base);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void open_newDirectory_isEmptyAtEpochZero() throws IOException {
    TraceStore store = fixture.store();

    assertThat(store.epoch()).isZero();
    assertThat(store.metadata()).isEmpty();
    assertThat(store.bytes()).isZero();
    assertThat(fixture.read()).isEmpty();
    try (Snapshot snapshot = store.snapshot()) {
      TraceReader reader = snapshot.reader("never written");
      assertThat(reader.seek(new byte[0])).isFalse();
      assertThat(reader.nextKey()).isFalse();
    }
  }

  @Test
  void commit_severalDeltas_isTheirSum() throws IOException {
    fixture.delta(1, "a=1", "b=1", "a=0");
    fixture.delta(2, "a=1", "c=1");
    fixture.delta(-1, "b=1");

    fixture.store().commit("meta".getBytes(UTF_8));

    assertThat(fixture.read()).containsExactly("a=0*1", "a=1*3", "c=1*2");
    fixture.closeStore();
    assertThat(fixture.read()).containsExactly("a=0*1", "a=1*3", "c=1*2");
    assertThat(fixture.store().epoch()).isEqualTo(1);
    assertThat(fixture.store().metadata()).asString(UTF_8).isEqualTo("meta");
  }

  @Test
  void commit_nothingChanged_writesNoSegment() throws IOException {
    fixture.commit("a=1");
    List<Path> before = fixture.segmentFiles();

    fixture.delta(1);
    fixture.delta(1, "a=2").close();
    fixture.store().commit(new byte[] {1});

    assertThat(fixture.segmentFiles()).isEqualTo(before);
    assertThat(fixture.store().epoch()).isEqualTo(2);
    assertThat(fixture.store().metadata()).containsExactly(1);
  }

  @Test
  void commit_deltasCancelOut_writesNoSegment() throws IOException {
    fixture.delta(1, "a=1");
    fixture.delta(-1, "a=1");
    fixture.store().commit(new byte[0]);

    assertThat(fixture.segmentFiles()).isEmpty();
    assertThat(fixture.read()).isEmpty();
  }

  private void commitTo(String arrangement, long weight) throws IOException {
    Delta delta = fixture.store().delta(arrangement);
    delta.add("k".getBytes(UTF_8), arrangement.getBytes(UTF_8), weight);
    delta.seal();
    fixture.store().commit(new byte[0]);
  }

  private List<String> read(String arrangement) throws IOException {
    try (Snapshot snapshot = fixture.store().snapshot()) {
      return StoreFixture.read(snapshot.reader(arrangement));
    }
  }

  @Test
  void commit_arrangementsThatCameAndWent_theirNamesAreFreeAgain() throws IOException {
    commitTo("lasting", 1);
    for (int i = 0; i < 5; i++) {
      commitTo("passing" + i, 1);
      commitTo("passing" + i, -1);
      fixture.store().compact();
      if (i == 2) {
        fixture.closeStore();
      }
    }
    commitTo("last", 1);

    try (Snapshot snapshot = fixture.store().snapshot()) {
      assertThat(snapshot.arrangements()).containsExactlyInAnyOrder("lasting", "last");
    }
    assertThat(Manifest.read(fixture.directory()).arrangements()).hasSizeLessThan(4);
    assertThat(read("lasting")).containsExactly("k=lasting*1");
    assertThat(read("last")).containsExactly("k=last*1");
    assertThat(read("passing4")).isEmpty();
  }

  @Test
  void snapshot_numberOfItsArrangementIsGivenToAnother_readsItsOwn() throws IOException {
    commitTo("passing", 1);
    try (Snapshot before = fixture.store().snapshot()) {
      commitTo("passing", -1);
      fixture.store().compact();
      commitTo("other", 1);

      assertThat(StoreFixture.read(before.reader("passing"))).containsExactly("k=passing*1");
      assertThat(StoreFixture.read(before.reader("other"))).isEmpty();
      assertThat(before.bytes("passing")).isPositive();
    }
    assertThat(read("other")).containsExactly("k=other*1");
    assertThat(read("passing")).isEmpty();
  }

  @Test
  void commit_deltaNotSealed_throwsAndKeepsIt() throws IOException {
    Delta delta = fixture.store().delta(StoreFixture.NAME);
    delta.add(new byte[] {'a'}, new byte[] {'1'}, 1);

    assertThatThrownBy(() -> fixture.store().commit(new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A delta of 'words' is neither sealed nor closed");

    delta.seal();
    fixture.store().commit(new byte[0]);
    assertThat(fixture.read()).containsExactly("a=1*1");
  }

  @Test
  void rollback_sealedDeltas_forgetsThem() throws IOException {
    fixture.commit("a=1");
    Delta delta = fixture.delta(1, "b=1");

    fixture.store().rollback();

    assertThatThrownBy(delta::cursor).isInstanceOf(IllegalStateException.class);
    fixture.store().commit(new byte[0]);
    assertThat(fixture.read()).containsExactly("a=1*1");
  }

  @Test
  void commit_segmentCannotBeWritten_keepsTheOldStateAndCanBeTriedAgain() throws IOException {
    fixture.commit("a=1");
    fixture.delta(1, "b=1");
    Path inTheWay = Files.createDirectory(fixture.directory().resolve("trace-2"));

    assertThatThrownBy(() -> fixture.store().commit(new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot commit epoch 2")
        .hasMessageContaining(inTheWay.toString());

    assertThat(fixture.store().epoch()).isEqualTo(1);
    assertThat(fixture.read()).containsExactly("a=1*1");
    fixture.store().commit(new byte[0]);
    assertThat(fixture.read()).containsExactly("a=1*1", "b=1*1");
  }

  @Test
  void commit_manifestCannotBeWritten_keepsTheOldStateAndNoFile() throws IOException {
    fixture.commit("a=1");
    fixture.delta(1, "b=1");
    Path inTheWay = Files.createDirectory(fixture.directory().resolve("manifest.tmp"));

    assertThatThrownBy(() -> fixture.store().commit(new byte[0])).isInstanceOf(IOException.class);

    assertThat(fixture.segmentFiles()).hasSize(1);
    assertThat(fixture.store().epoch()).isEqualTo(1);
    assertThat(fixture.read()).containsExactly("a=1*1");
    Files.delete(inTheWay);
    fixture.store().commit(new byte[0]);
    assertThat(fixture.store().epoch()).isEqualTo(2);
    assertThat(fixture.read()).containsExactly("a=1*1", "b=1*1");
  }

  @Test
  void open_alreadyOpenInThisProcess_isRefusedAndTheLockIsKept() throws IOException {
    fixture.commit("a=1");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(fixture::openAnother)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(fixture.directory().toString())
          .hasMessageContaining("give this one a directory of its own");
    }

    fixture.closeStore();
    fixture.openAnother().close();
  }

  @Test
  void open_filesOfNoCommit_areDeletedAndOthersLeft() throws IOException {
    fixture.commit("a=1");
    fixture.closeStore();
    Path segment = Files.createFile(fixture.directory().resolve("trace-77"));
    Path manifest = Files.createFile(fixture.directory().resolve("manifest.tmp"));
    Path other = Files.createFile(fixture.directory().resolve("notes.txt"));

    assertThat(fixture.read()).containsExactly("a=1*1");

    assertThat(segment).doesNotExist();
    assertThat(manifest).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void open_manifestMissing_isRefusedAndDeletesNothing() throws IOException {
    fixture.commit("a=1");
    fixture.closeStore();
    Files.delete(fixture.directory().resolve("manifest"));

    assertThatThrownBy(fixture::store)
        .isInstanceOf(DamagedSegmentException.class)
        .hasMessageContaining("manifest");
    assertThat(fixture.segmentFiles()).hasSize(1);
  }

  @Test
  void open_anyByteOfTheManifestChanged_isReportedByName() throws IOException {
    fixture.commit("a=1");
    fixture.closeStore();
    Path manifest = fixture.directory().resolve("manifest");
    byte[] intact = Files.readAllBytes(manifest);
    for (int i = 0; i < intact.length; i++) {
      byte[] damaged = intact.clone();
      damaged[i] ^= 4;
      Files.write(manifest, damaged);
      assertThatThrownBy(fixture::store)
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining(manifest.toString());
      Files.write(manifest, Arrays.copyOf(intact, i));
      assertThatThrownBy(fixture::store).isInstanceOf(DamagedSegmentException.class);
    }
    Files.write(manifest, intact);
    assertThat(fixture.read()).containsExactly("a=1*1");
  }

  @Test
  void open_segmentTruncatedOrMissing_isReportedByName() throws IOException {
    fixture.commit("a=1", "b=2");
    fixture.closeStore();
    Path segment = fixture.segmentFiles().get(0);
    byte[] intact = Files.readAllBytes(segment);
    for (int length = 0; length < intact.length; length += 11) {
      Files.write(segment, Arrays.copyOf(intact, length));
      assertThatThrownBy(fixture::store)
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining(segment.toString());
    }
    Files.delete(segment);
    assertThatThrownBy(fixture::store)
        .isInstanceOf(DamagedSegmentException.class)
        .hasMessageContaining(segment + " is damaged at byte 0: it is missing");
  }

  @Test
  void verify_anyByteOfASegmentChanged_namesIt() throws IOException {
    fixture.commit(someWords(2000));
    fixture.commit("a=1");
    Path segment = fixture.segmentFiles().get(0);
    byte[] intact = Files.readAllBytes(segment);
    assertThat(intact.length).isGreaterThan(10_000);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = intact.clone();
      int index = i < 100 ? intact.length - 1 - i : random.nextInt(intact.length);
      damaged[index] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      Files.write(segment, damaged);
      assertThat(fixture.store().verify())
          .as("byte %d changed", index)
          .singleElement()
          .asString()
          .contains(segment.toString());
    }
    Files.write(segment, intact);
    assertThat(fixture.store().verify()).isEmpty();
  }

  @Test
  void seek_blockDamaged_throws() throws IOException {
    fixture.commit(someWords(2000));
    fixture.closeStore();
    Path segment = fixture.segmentFiles().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[100] ^= 1;
    Files.write(segment, bytes);

    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      assertThatThrownBy(reader::nextKey)
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining(segment.toString());
    }
  }

  @Test
  void snapshot_laterCommitsAndMerges_readsOnUntilItIsClosed() throws IOException {
    fixture.commit("a=1");
    fixture.commit("b=1");
    List<Path> before = fixture.segmentFiles();
    Snapshot snapshot = fixture.store().snapshot();
    TraceReader reader = snapshot.reader(StoreFixture.NAME);

    fixture.commit("c=1");
    fixture.store().compact();
    assertThat(fixture.segmentFiles()).containsAll(before);
    assertThat(StoreFixture.read(reader)).containsExactly("a=1*1", "b=1*1");

    snapshot.close();
    snapshot.close();
    assertThat(fixture.segmentFiles()).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(fixture.read()).containsExactly("a=1*1", "b=1*1", "c=1*1");
    assertThatThrownBy(() -> snapshot.reader(StoreFixture.NAME))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void mergeOnce_thenACommit_namesWhatWasMergedAndDeletesTheRest() throws IOException {
    fixture.commit("a=1");
    fixture.commit("b=1");
    assertThat(fixture.store().mergeOnce()).isTrue();
    assertThat(fixture.store().mergeOnce()).isFalse();
    assertThat(fixture.segmentFiles()).hasSize(3);

    fixture.store().commit(new byte[0]);

    assertThat(fixture.segmentFiles()).hasSize(1);
    fixture.closeStore();
    assertThat(fixture.read()).containsExactly("a=1*1", "b=1*1");
  }

  @Test
  void compact_everythingRetracted_leavesNoFile() throws IOException {
    fixture.commit(someWords(100));
    fixture.delta(-1, someWords(100));
    fixture.store().commit(new byte[0]);

    fixture.store().compact();

    assertThat(fixture.segmentFiles()).isEmpty();
    assertThat(fixture.store().bytes()).isZero();
    assertThat(fixture.read()).isEmpty();
  }

  @Test
  void delete_somethingGoesFirst_storeCannotBeOpenedMeanwhile() throws IOException {
    fixture.commit("a=1");
    fixture.closeStore();
    List<Throwable> refusals = new ArrayList<>();

    TraceStore.delete(
        fixture.directory(),
        () -> {
          assertThat(fixture.segmentFiles()).hasSize(1);
          refusals.add(catchThrowable(fixture::openAnother));
        });

    assertThat(refusals).singleElement().asString().contains("is in use by a job");
    assertThat(fixture.directory()).doesNotExist();
    assertThat(fixture.read()).isEmpty();
  }

  @Test
  void commit_directoryReplacedByAnother_failsAndTouchesNothing() throws IOException {
    fixture.commit("a=1");
    Snapshot snapshot = fixture.store().snapshot();
    fixture.commit("b=1");
    fixture.store().compact();
    fixture.delta(1, "c=1");
    Files.move(fixture.directory(), fixture.directory().resolveSibling("elsewhere"));
    Files.createDirectory(fixture.directory());
    List<String> others = List.of(".lock", "manifest", "trace-1", "trace-2", "trace-3");
    for (String name : others) {
      Files.writeString(fixture.directory().resolve(name), "another store's");
    }

    assertThatThrownBy(() -> fixture.store().commit(new byte[0]))
        .hasMessageContaining("was deleted or replaced while it was in use");
    snapshot.close();
    fixture.closeStore();

    try (Stream<Path> files = Files.list(fixture.directory())) {
      assertThat(files)
          .allSatisfy(file -> assertThat(file).hasContent("another store's"))
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrderElementsOf(others);
    }
  }

  @Test
  void close_usedAfterwards_throws() throws IOException {
    TraceStore store = fixture.store();
    store.close();
    store.close();

    assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.delta("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.commit(new byte[0])).isInstanceOf(IllegalStateException.class);
  }

  private static String[] someWords(int count) {
    String[] words = new String[count];
    for (int i = 0; i < count; i++) {
      words[i] = "key-" + i + "=value";
    }
    return words;
  }
}
