// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.Seeds;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentTest {
  @TempDir Path directory;
  private int files;

  static Stream<Long> seeds() {
    return Seeds.of(SegmentTest.class, 10);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void read_randomRecords_givesWhatWasWritten(long seed) throws Exception {
    Seeds.check(
        seed,
        200,
        (s, steps) -> {
          List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(s), steps);
          try (Segment segment = SegmentRecord.write(newPath(), records, shape(s))) {
            segment.verify();
            assertThat(segment.records()).isEqualTo(records.size());
            assertReads(segment.read(), records, 0);
            for (int i = 0; i < records.size(); i += 7) {
              assertReads(segment.readFrom(records.get(i).position()), records, i);
            }
            assertThat(segment.readFrom(segment.contentLength()).next()).isFalse();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void readNear_anyKey_startsAtOrBeforeIt(long seed) throws Exception {
    Seeds.check(
        seed,
        200,
        (s, steps) -> {
          SplittableRandom random = new SplittableRandom(s);
          List<SegmentRecord> records = SegmentRecord.random(random, steps);
          try (Segment segment = SegmentRecord.write(newPath(), records, shape(s))) {
            SegmentReader reused = segment.read();
            for (int i = 0; i < 50; i++) {
              byte[] key = SegmentRecord.randomKey(random);
              reused.seekNear(key, key.length);
              assertThat(firstNotLess(reused, key)).isEqualTo(firstNotLess(records, key));
              assertThat(firstNotLess(segment, key)).isEqualTo(firstNotLess(records, key));
            }
          }
        });
  }

  @Test
  void read_noRecords_isAtEnd() throws IOException {
    try (Segment segment = SegmentRecord.write(newPath(), List.of())) {
      assertThat(segment.read().next()).isFalse();
      assertThat(segment.readNear(new byte[0], 0).next()).isFalse();
      assertThat(segment.contentLength()).isZero();
    }
  }

  @Test
  void read_manyThreads_eachReadsAll() throws Exception {
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(1), 500);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Segment segment = SegmentRecord.write(newPath(), records)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(
            threads.submit(
                () -> {
                  assertReads(segment.read(), records, 0);
                  return null;
                }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void read_interruptedThread_failsAndOthersReadOn() throws Exception {
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(1), 100);
    try (Segment segment = SegmentRecord.write(newPath(), records)) {
      SegmentReader before = segment.read();
      before.next();

      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> segment.read().next())
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertReads(before, records.subList(1, records.size()), 0);
      assertReads(segment.read(), records, 0);
    }
  }

  @Test
  void payload_readerMovedOn_isStillReadable() throws IOException {
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(2), 100);
    try (Segment segment = SegmentRecord.write(newPath(), records)) {
      SegmentReader reader = segment.read();
      List<SegmentSlice> payloads = new ArrayList<>();
      while (reader.next()) {
        payloads.add(reader.payload());
      }
      for (int i = 0; i < records.size(); i++) {
        byte[] payload = records.get(i).payload();
        assertThat(payloads.get(i).open().readAllBytes()).isEqualTo(payload);
        int half = payload.length / 2;
        assertThat(payloads.get(i).dropFirst(half).open().readAllBytes())
            .isEqualTo(Arrays.copyOfRange(payload, half, payload.length));
      }
    }
  }

  @Test
  void dropFirst_moreThanThereIs_throws() throws IOException {
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(2), 1);
    try (Segment segment = SegmentRecord.write(newPath(), records)) {
      SegmentReader reader = segment.read();
      reader.next();
      SegmentSlice payload = reader.payload();

      assertThatThrownBy(() -> payload.dropFirst(payload.length() + 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void read_closed_throws() throws IOException {
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(1), 100);
    Segment segment = SegmentRecord.write(newPath(), records);
    segment.close();

    assertThatThrownBy(() -> segment.read().next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has been closed");
  }

  @Test
  void readFrom_outside_throws() throws IOException {
    try (Segment segment = SegmentRecord.write(newPath(), List.of())) {
      assertThatThrownBy(() -> segment.readFrom(1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> segment.readFrom(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Path newPath() {
    return directory.resolve("segment-" + files++);
  }

  private static void assertReads(SegmentReader reader, List<SegmentRecord> records, int from)
      throws IOException {
    for (int i = from; i < records.size(); i++) {
      SegmentRecord expected = records.get(i);
      assertThat(reader.next()).isTrue();
      assertThat(reader.position()).isEqualTo(expected.position());
      assertThat(Arrays.copyOf(reader.key(), reader.keyLength())).isEqualTo(expected.key());
      // Some payloads are passed over.
      if (i % 3 != 0) {
        assertThat(reader.payload().length()).isEqualTo(expected.payload().length);
        assertThat(reader.payload().open().readAllBytes()).isEqualTo(expected.payload());
      }
    }
    assertThat(reader.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  /** Returns a shape for a seed: large blocks, small ones with a filter, very small ones. */
  private static SegmentShape shape(long seed) {
    return switch ((int) (seed % 3)) {
      case 0 -> SegmentShape.SCAN;
      case 1 -> SegmentShape.lookup(100);
      default -> new SegmentShape(256, 16, 0);
    };
  }

  private static long firstNotLess(Segment segment, byte[] key) throws IOException {
    return firstNotLess(segment.readNear(key, key.length), key);
  }

  private static long firstNotLess(SegmentReader reader, byte[] key) throws IOException {
    while (reader.next()) {
      if (reader.compareKey(key, key.length) >= 0) {
        return reader.position();
      }
    }
    return -1;
  }

  private static long firstNotLess(List<SegmentRecord> records, byte[] key) {
    for (SegmentRecord candidate : records) {
      if (Arrays.compareUnsigned(candidate.key(), key) >= 0) {
        return candidate.position();
      }
    }
    return -1;
  }
}
