// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.SpillFolder;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.Weigher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups on disk of a stream, on the test's own thread. */
final class WindowGroupOperatorTest {
  private static final Window WINDOW = new Window(0, 10);
  private static final int ROWS = 100;

  /** More than a reader has in memory. */
  private static final String LARGE = "x".repeat(10_000);

  @TempDir private Path base;

  private final List<Frame> frames = new ArrayList<>();
  private SpillFolder spill;
  private Job job;
  private Stage stage;

  @BeforeEach
  void fireOneWindow() throws Exception {
    spill = new SpillFolder(base);
    job = spill.job(JobSettings.streaming(1));
    stage = stage();
    for (int i = 0; i < ROWS; i++) {
      stage.frame(row(i % 2 == 0 ? "even" : "odd", i + LARGE));
    }
    stage.advance(WINDOW.end());
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
    job.close();
    spill.close();
  }

  private Stage stage() throws Exception {
    GroupNode node =
        new GroupNode(
            "group",
            "group",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.AT_END,
            GroupNode.Payload.VALUES,
            "");
    StageSpec spec =
        new StageSpec(
            "stage",
            node,
            List.of(),
            new PlainRows(),
            Map.of("out", new CollectionSpec("out", "out", PlainCodec::codec, Weigher.constant(1))),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    Stage made =
        new Stage(
            spec, job, new Partitions(new int[] {0}, 1, 0), new RecordingHost(frames, () -> 0));
    made.open();
    return made;
  }

  private static Frame row(String key, String value) {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.appendKeyed(key, new Pair(key, value), 0, List.of(WINDOW), null, null, 1);
    return builder.build();
  }

  private List<Object> values(int row) {
    List<Object> values = new ArrayList<>();
    Pair group = (Pair) requireNonNull(frames.get(0).value(row));
    ((Iterable<?>) requireNonNull(group.value())).forEach(values::add);
    return values;
  }

  @Test
  void advance_groupsOnDiskThatNobodyHolds_areDeletedWhileTheStreamGoesOn() throws Exception {
    assertThat(job.memory().usedBytes()).isZero();
    System.gc();
    assertThat(values(0)).hasSize(ROWS / 2);
    assertThat(values(1)).hasSize(ROWS / 2);
    assertThat(spill.files()).isNotEmpty();

    frames.clear();

    await()
        .until(
            () -> {
              System.gc();
              return spill.files().isEmpty();
            });
  }

  @Test
  void close_groupsOnDiskThatSomebodyHolds_areDeletedWithTheJob() throws Exception {
    assertThat(spill.files()).isNotEmpty();

    stage.close();
    job.close();

    assertThat(spill.files()).isEmpty();
    assertThatThrownBy(() -> values(0)).hasMessageContaining("closed");
  }
}
