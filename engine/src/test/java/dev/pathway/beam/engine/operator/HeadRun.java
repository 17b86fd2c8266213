// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.frame.FrameBuilder;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.EdgeSpec.Routing;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlainCodec;
import dev.pathway.beam.engine.plain.PlainRows;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.Weigher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a stage without steps, on the test's own thread, and all that it puts out. */
final class HeadRun implements AutoCloseable {
  private static final Partitions ONE = new Partitions(new int[] {0}, 1, 0);

  private final List<Frame> frames;
  private final Body body;
  private final Operator head;

  private HeadRun(PlanNode node, Job job, int worker, List<Frame> frames, StageHost host) {
    this.frames = frames;
    StageSpec spec =
        new StageSpec(
            "stage",
            node,
            List.of(),
            new PlainRows(),
            Map.of("out", new CollectionSpec("out", "out", PlainCodec::codec, Weigher.constant(1))),
            Map.of("out", List.of(new EdgeSpec(0, Routing.LOCAL, null))),
            false);
    StageTally tally = new StageTally();
    body = new Body(job, spec, new Wiring(spec, job, ONE, host, tally), host, tally);
    head = head(node, job, body, host, worker);
    body.open();
  }

  private static Operator head(PlanNode node, Job job, Body body, StageHost host, int worker) {
    if (node instanceof GroupNode group) {
      return new WindowGroupOperator(group, job, body);
    }
    if (node instanceof CombineNode combine) {
      return new WindowCombineOperator(combine, job, body);
    }
    SourceNode source = (SourceNode) node;
    return source.source() instanceof StreamSource stream
        ? new StreamSourceOperator(source, stream, job, body, host, worker)
        : new SourceOperator(source, (SourceSpec) source.source(), job, body, host);
  }

  /** Returns a head that takes rows. */
  static HeadRun of(PlanNode node, Job job) {
    List<Frame> frames = new ArrayList<>();
    return new HeadRun(node, job, 0, frames, new RecordingHost(frames, () -> 0));
  }

  /** Returns a head that makes rows, on a host that keeps frames in a list. */
  static HeadRun source(PlanNode node, Job job, int worker, List<Frame> frames, StageHost host) {
    return new HeadRun(node, job, worker, frames, host);
  }

  Operator head() {
    return head;
  }

  /** Hands a pair to the head. */
  void take(Row row) throws Exception {
    FrameBuilder builder = new FrameBuilder(0, Weigher.constant(1));
    builder.appendKeyed(key(row), row.value(), row.timestamp(), row.windows(), null, null, 1);
    head.frame(builder.build());
  }

  /** Returns the key of a pair, which is the identity of itself. */
  static Object key(Row row) {
    return requireNonNull(((Pair) requireNonNull(row.value())).key());
  }

  /** Saves the head between two bundles. */
  void save(long snapshot) throws Exception {
    body.commit();
    head.save(snapshot);
  }

  /** Returns the rows that were put out since the last call, as text. */
  List<String> drain() {
    body.commit();
    List<String> rows = new ArrayList<>();
    for (Frame frame : frames) {
      for (int row = 0; row < frame.size(); row++) {
        rows.add(
            text(frame.value(row)) + " @" + frame.timestamp(row) + " in " + frame.windows(row));
      }
    }
    frames.clear();
    return rows;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Pair pair) {
      return pair.key() + "=" + text(pair.value());
    }
    if (value instanceof Iterable<?> group) {
      List<String> values = new ArrayList<>();
      group.forEach(each -> values.add(text(each)));
      values.sort(null);
      return values.toString();
    }
    return String.valueOf(value);
  }

  @Override
  public void close() {
    body.close();
    try {
      head.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close the head", e);
    }
  }
}
