// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.CombineModel;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Aggregation by window, on the test's own thread. */
final class WindowCombineOperatorTest {
  private static final int WINDOWS = 20;

  private final CountingSum sum = new CountingSum();
  private final List<Frame> frames = new ArrayList<>();

  /** Adds up, and counts how often it is asked for an accumulation and told of a bundle's end. */
  private static final class CountingSum implements CombineModel {
    private static final long serialVersionUID = 1L;

    private final Sum own = new Sum();
    private int accumulations;
    private int commits;

    @Override
    public Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name) {
      accumulations++;
      return own.accumulation(job, name);
    }

    @Override
    public void bundleCommitted() {
      commits++;
    }

    @Override
    public @Nullable Object extract(Object accumulator) {
      return own.extract(accumulator);
    }

    @Override
    public Codec<Object> accumulatorCodec() {
      return own.accumulatorCodec();
    }
  }

  private Stage stage() throws Exception {
    Job job = TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20);
    CombineNode node =
        new CombineNode(
            "sum",
            "sum",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.AT_END,
            sum,
            CombineNode.Phase.COMPLETE);
    StageSpec spec =
        new StageSpec(
            "stage",
            node,
            List.of(),
            new PlainRows(),
            Map.of("out", new CollectionSpec("out", "out", PlainCodec::codec, Weigher.constant(1))),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    Stage stage =
        new Stage(
            spec, job, new Partitions(new int[] {0}, 1, 0), new RecordingHost(frames, () -> 0));
    stage.open();
    return stage;
  }

  private static Frame row(Window window, long value) {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.appendKeyed("k", new Pair("k", value), window.start(), List.of(window), null, null, 1);
    return builder.build();
  }

  @Test
  void advance_manyWindows_shareOneAccumulationAndEachBundleIsCommitted() throws Exception {
    Stage stage = stage();

    for (int i = 0; i < WINDOWS; i++) {
      Window window = new Window(10L * i, 10L * i + 10);
      stage.frame(row(window, i));
      stage.frame(row(window, 1));
      stage.advance(window.end());
    }
    stage.close();

    List<Object> sums = new ArrayList<>();
    frames.forEach(frame -> sums.add(String.valueOf(frame.value(0))));
    assertThat(sums).hasSize(WINDOWS).contains(String.valueOf(new Pair("k", 8L)));
    assertThat(sum.accumulations).isEqualTo(1);
    assertThat(sum.commits).isEqualTo(WINDOWS);
  }
}
