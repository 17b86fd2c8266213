// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PairKeys;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.Sum;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a partial aggregation of a stream keeps between bundles. */
final class PartialCombineFnTest {
  private static final Window WINDOW = new Window(0, 10);

  private final Job job = TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20);
  private final List<Object> emitted = new ArrayList<>();
  private PartialCombineFn fn;

  private final class Context implements StepContext {
    @Override
    public Receiver output(int index) {
      return emitted::add;
    }

    @Override
    public View view(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int diff() {
      return 1;
    }

    @Override
    public JobContext job() {
      return job;
    }

    @Override
    public String name() {
      return "partial";
    }
  }

  @BeforeEach
  void setup() {
    CombineNode node =
        new CombineNode(
            "partial",
            "partial",
            List.of("in"),
            "in",
            "out",
            new PairKeys(),
            Windowing.AT_END,
            new Sum(),
            CombineNode.Phase.PARTIAL);
    fn = new PartialCombineFn(node, new PlainRows(), job, () -> 1);
    fn.setup(new Context());
  }

  @AfterEach
  void teardown() {
    fn.teardown();
  }

  private void bundle() throws Exception {
    fn.startBundle();
    fn.process(new Row(new Pair("a", 1L), 0, List.of(WINDOW)));
    fn.process(new Row(new Pair("a", 2L), 0, List.of(WINDOW)));
    fn.finishBundle();
  }

  @Test
  void release_emitsWhatBundlesGathered() throws Exception {
    bundle();
    bundle();
    fn.release();

    assertThat(emitted).hasSize(1);
    fn.advance(5);
    assertThat(fn.wakeTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void finishBundle_goesOnGathering() throws Exception {
    bundle();
    bundle();
    assertThat(emitted).isEmpty();

    fn.advance(5);
    assertThat(fn.wakeTime()).isEqualTo(Long.MIN_VALUE);
    fn.wake();

    assertThat(emitted).hasSize(1);
  }
}
