// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  private static final int KEYS = 20_000;

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
  void seekCeiling_prefixOfKeys_isBeforeTheFirstOfThem() throws IOException {
    fixture.commit("a=1", "b/1=1", "b/2=1");
    fixture.commit("b/10=1", "c=1");
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      reader.seekCeiling("b/".getBytes(UTF_8));

      assertThat(StoreFixture.read(reader))
          .containsExactly("b/1=1*1", "b/10=1*1", "b/2=1*1", "c=1*1");
    }
  }

  @Test
  void nextKey_afterSeek_isTheNextGreater() throws IOException {
    fixture.commit("a=1", "b=1", "d=1");
    fixture.commit("b=2", "c=1");
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      assertThat(reader.seek("b".getBytes(UTF_8))).isTrue();
      assertThat(StoreFixture.read(reader)).containsExactly("c=1*1", "d=1*1");
      assertThat(reader.seek("bb".getBytes(UTF_8))).isFalse();
      assertThat(StoreFixture.read(reader)).containsExactly("c=1*1", "d=1*1");
    }
  }

  @Test
  void seek_retractedKey_isNotThere() throws IOException {
    fixture.commit("a=1", "b=1");
    fixture.delta(-1, "a=1");
    fixture.store().commit(new byte[0]);
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      assertThat(reader.seek("a".getBytes(UTF_8))).isFalse();
      assertThat(StoreFixture.read(reader)).containsExactly("b=1*1");
    }
  }

  @Test
  void nextKey_otherArrangementsAround_staysWithinItsOwn() throws IOException {
    for (String name : List.of("first", StoreFixture.NAME, "last")) {
      Delta delta = fixture.store().delta(name);
      delta.add(name.getBytes(UTF_8), new byte[0], 1);
      delta.seal();
    }
    fixture.store().commit(new byte[0]);
    assertThat(fixture.read()).containsExactly("words=*1");
    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader("first");
      assertThat(StoreFixture.read(reader)).containsExactly("first=*1");
      assertThat(reader.seek("words".getBytes(UTF_8))).isFalse();
      reader.seekCeiling("z".getBytes(UTF_8));
      assertThat(reader.nextKey()).isFalse();
    }
  }

  /** All blocks are damaged, so whatever reads one fails. */
  @Test
  void seek_keysThatAreNotThere_mostlyReadsNoBlock() throws IOException {
    String[] words = new String[KEYS];
    Arrays.setAll(words, i -> "key-" + i + "=value");
    fixture.commit(words);
    fixture.closeStore();
    Path segment = fixture.segmentFiles().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    try (Segment intact = Segment.open(segment)) {
      for (int i = 0; i < intact.contentLength(); i += 100) {
        bytes[i] ^= 1;
      }
    }
    Files.write(segment, bytes);

    try (Snapshot snapshot = fixture.store().snapshot()) {
      TraceReader reader = snapshot.reader(StoreFixture.NAME);
      int read = 0;
      for (int i = 0; i < KEYS; i++) {
        try {
          assertThat(reader.seek(("key-" + i + "-other").getBytes(UTF_8))).isFalse();
        } catch (DamagedSegmentException e) {
          read++;
        }
      }
      assertThat(read).isLessThan(KEYS / 50);
      assertThatThrownBy(() -> reader.seek("key-7".getBytes(UTF_8)))
          .isInstanceOf(DamagedSegmentException.class);
    }
  }
}
