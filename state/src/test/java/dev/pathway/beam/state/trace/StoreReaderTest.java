// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreReaderTest {
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

  private static void assertHolds(StoreReader reader, String... pairs) throws IOException {
    assertThat(StoreFixture.read(reader.snapshot().reader(StoreFixture.NAME)))
        .containsExactly(pairs);
  }

  @Test
  void open_storeInUse_readsTheLastCommitWhateverComesAfter() throws IOException {
    fixture.commit("a=1");
    fixture.commit("b=1");
    try (StoreReader reader = StoreReader.open(fixture.directory())) {
      fixture.commit("c=1");
      fixture.store().compact();

      assertThat(reader.inUse()).isTrue();
      assertThat(reader.epoch()).isEqualTo(2);
      assertHolds(reader, "a=1*1", "b=1*1");
    }
    fixture.closeStore();
    try (StoreReader reader = StoreReader.open(fixture.directory())) {
      assertThat(reader.inUse()).isFalse();
      assertThat(reader.epoch()).isEqualTo(3);
      assertThat(reader.bytes()).isEqualTo(fixture.store().bytes());
      assertHolds(reader, "a=1*1", "b=1*1", "c=1*1");
    }
  }

  @Test
  void open_filesAreMergedMeanwhile_readsWhatTheyBecame() throws IOException {
    fixture.commit("a=1");
    fixture.commit("b=1");
    AtomicInteger calls = new AtomicInteger();

    try (StoreReader reader =
        StoreReader.open(
            fixture.directory(),
            () -> {
              // What was read of the manifest is out of date twice.
              int call = calls.incrementAndGet();
              if (call < 3) {
                merge("more=" + call);
              }
            })) {
      assertThat(calls).hasValue(3);
      assertThat(reader.epoch()).isEqualTo(4);
      assertHolds(reader, "a=1*1", "b=1*1", "more=1*1", "more=2*1");
    }
  }

  private void merge(String pair) {
    try {
      fixture.commit(pair);
      fixture.store().compact();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void open_fileMissing_isDamage() throws IOException {
    fixture.commit("a=1");
    Path segment = fixture.segmentFiles().get(0);
    Files.delete(segment);

    assertThatThrownBy(() -> StoreReader.open(fixture.directory()))
        .isInstanceOf(DamagedSegmentException.class)
        .hasMessageContaining(segment.toString());
  }

  @Test
  void open_newStore_isEmptyAndStaysSo() throws IOException {
    Files.createDirectories(fixture.directory());

    try (StoreReader reader = StoreReader.open(fixture.directory())) {
      assertThat(reader.epoch()).isZero();
      assertThat(reader.inUse()).isFalse();
      assertHolds(reader);
    }
    assertThat(fixture.directory()).isEmptyDirectory();
  }
}
