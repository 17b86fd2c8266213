// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that come and go with their row. */
final class KeptChunksTest {
  private static final String ARRANGEMENT = "chunks";
  private static final byte[] ONE = {1};
  private static final byte[] OTHER = {2};

  @TempDir private Path folder;

  private TraceStore open() throws IOException {
    return TraceStore.open(
        folder,
        new MemoryBudget(1 << 27),
        () -> {
          throw new IllegalStateException("nothing is spilled");
        });
  }

  private static void keep(Epoch epoch, List<String> ofOne, List<String> ofOther)
      throws IOException {
    KeptChunks chunks = new KeptChunks(ARRANGEMENT, epoch);
    for (String output : ofOne) {
      chunks.add(ONE, output.getBytes(UTF_8));
    }
    chunks.end(ONE);
    for (String output : ofOther) {
      chunks.add(OTHER, output.getBytes(UTF_8));
    }
    chunks.end(OTHER);
    chunks.seal();
    epoch.commit();
  }

  private static List<String> outputs(KeptChunks chunks, byte[] number, boolean forget)
      throws IOException {
    List<String> outputs = new ArrayList<>();
    chunks.each(number, forget, output -> outputs.add(new String(output, UTF_8)));
    return outputs;
  }

  /** Outputs that are alike, the same, empty, and larger than a chunk. */
  private static List<String> randomOutputs() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      outputs.add("line " + random.nextInt(1000) + "x".repeat(random.nextInt(20)));
      if (i % 1000 == 0) {
        outputs.add("");
        outputs.add("y".repeat(random.nextInt(100_000)));
      }
    }
    return outputs;
  }

  @Test
  void each_manyOutputs_areThoseOfTheRow() throws Exception {
    List<String> many = randomOutputs();
    try (TraceStore store = open()) {
      try (Epoch epoch = new Epoch(store)) {
        keep(epoch, many, List.of("a", "a"));
      }
      try (Epoch epoch = new Epoch(store)) {
        KeptChunks chunks = new KeptChunks(ARRANGEMENT, epoch);

        assertThat(outputs(chunks, ONE, false)).containsExactlyInAnyOrderElementsOf(many);
        assertThat(outputs(chunks, OTHER, false)).containsExactly("a", "a");
        assertThat(outputs(chunks, new byte[] {3}, false)).isEmpty();
      }
    }
  }

  @Test
  void each_forgotten_areGoneInTheNextEpoch() throws Exception {
    try (TraceStore store = open()) {
      try (Epoch epoch = new Epoch(store)) {
        keep(epoch, List.of("a", "b"), List.of("c"));
      }
      try (Epoch epoch = new Epoch(store)) {
        KeptChunks chunks = new KeptChunks(ARRANGEMENT, epoch);
        assertThat(outputs(chunks, ONE, true)).containsExactly("a", "b");
        chunks.seal();
        epoch.commit();
      }
      try (Epoch epoch = new Epoch(store)) {
        KeptChunks chunks = new KeptChunks(ARRANGEMENT, epoch);
        assertThat(outputs(chunks, ONE, false)).isEmpty();
        assertThat(outputs(chunks, OTHER, false)).containsExactly("c");
      }
    }
  }

  @Test
  void bytes_outputsThatBeginAlike_areKeptInLess() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      lines.add("a line that begins like all others " + i);
    }
    try (TraceStore store = open()) {
      try (Epoch epoch = new Epoch(store)) {
        keep(epoch, lines, List.of());
      }

      assertThat(store.bytes()).isLessThan(10_000 * 6);
    }
  }
}
