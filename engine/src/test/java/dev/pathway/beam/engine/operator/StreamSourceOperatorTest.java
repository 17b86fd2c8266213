// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.TestJob;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.Weigher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The reading of streams on the test's own thread, under a clock that the elements move. */
final class StreamSourceOperatorTest {
  private static final Partitions ONE = new Partitions(new int[] {0}, 1, 0);
  private static final int ELEMENTS = 60;
  private static final long NANOS_OF_AN_ELEMENT = TimeUnit.MILLISECONDS.toNanos(100);

  private long nanos;
  private int commits;
  private final List<Frame> frames = new ArrayList<>();
  private final RecordingHost host = new RecordingHost(frames, () -> nanos);

  /** Always has an element, until it ends; its watermark is the number of elements until then. */
  private class BusyReader implements StreamReader {
    private final int endFrom;
    private int read;

    BusyReader(int endFrom) {
      this.endFrom = endFrom;
    }

    @Override
    public boolean advance() {
      if (read == ELEMENTS) {
        return false;
      }
      read++;
      nanos += NANOS_OF_AN_ELEMENT;
      return true;
    }

    @Override
    public Object element() {
      return new PlainRows().element(read, read, null, null, null);
    }

    @Override
    public long watermark() {
      return read >= endFrom ? EventTime.END : read;
    }

    @Override
    public void committed() {
      commits++;
    }

    @Override
    public byte[] mark() {
      throw new IllegalStateException("the job takes no snapshots");
    }

    @Override
    public void markCommitted() {}

    @Override
    public void close() {}
  }

  private void produce(StreamReader reader) throws Exception {
    Stage stage = stage(reader, TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20));
    stage.open();
    stage.produce();
    stage.close();
  }

  private Stage stage(StreamReader reader, Job job) {
    StreamSource source = (context, workers) -> List.of((opener, mark) -> reader);
    StageSpec spec =
        new StageSpec(
            "stage",
            new SourceNode("source", "source", "out", source),
            List.of(),
            new PlainRows(),
            Map.of("out", new CollectionSpec("out", "out", PlainCodec::codec, Weigher.constant(1))),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    return new Stage(spec, job, ONE, host);
  }

  private int rows() {
    return frames.stream().mapToInt(Frame::size).sum();
  }

  @Test
  void produce_stepsThatTakeLong_doNotKeepEventTimeAndCommitsWaiting() throws Exception {
    produce(new BusyReader(ELEMENTS));

    assertThat(host.marks()).hasSize(ELEMENTS).isSorted();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(ELEMENTS * NANOS_OF_AN_ELEMENT);
    assertThat(commits).isGreaterThanOrEqualTo((int) seconds);
  }

  @Test
  void close_readerThatFailsToClose_workCounts() throws Exception {
    Job job = TestJob.withoutSpill(JobSettings.streaming(1), 1 << 20);
    StreamReader reader =
        new BusyReader(ELEMENTS) {
          @Override
          public boolean advance() {
            if (!super.advance()) {
              throw new IllegalStateException("cannot read");
            }
            return true;
          }

          @Override
          public void close() {
            throw new IllegalStateException("cannot close");
          }
        };
    Stage stage = stage(reader, job);
    stage.open();

    assertThatThrownBy(stage::produce).hasMessageContaining("cannot read");
    assertThatThrownBy(stage::close).hasMessageContaining("cannot close");
    assertThat(job.work("source").ran()).isEqualTo(ELEMENTS);
  }

  @Test
  void produce_watermarkThatEndsBeforeTheElements_losesNone() throws Exception {
    produce(new BusyReader(ELEMENTS / 2));

    assertThat(rows()).isEqualTo(ELEMENTS);
    assertThat(host.marks()).hasSize(ELEMENTS / 2).endsWith(EventTime.END);
  }
}
