// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.NodeLabel;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.translation.revision.ReadCollections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Says of an epoch that has ended what its stages did. */
public final class EpochReporter {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;
  private final Epoch epoch;
  private final Map<String, String> anew;
  private final Map<String, String> viewNames = new HashMap<>();
  private final Map<String, String> stageNames;
  private final ReadCollections read = new ReadCollections();

  /**
   * Creates the reporter of an epoch.
   *
   * @param plan the fused plan that is run in it
   * @param epoch the epoch
   * @param anew why nodes of the plan are computed anew, by the ids of those that are
   */
  public EpochReporter(Plan plan, Epoch epoch, Map<String, String> anew) {
    this.plan = plan;
    this.epoch = epoch;
    this.anew = anew;
    stageNames = StageNames.of(plan);
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage && stage.head() instanceof ViewNode view) {
        viewNames.put(view.view(), view.collectionName());
      }
      read.add(node);
    }
  }

  /**
   * Returns what the stages did.
   *
   * @param work what a stage has done, by the id of its first node
   * @param after the state once the epoch is committed
   */
  public List<StageReport> stages(Function<String, StageWork> work, Snapshot after)
      throws IOException {
    Map<String, Long> bytes = bytes(after);
    List<StageReport> reports = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      if (node instanceof StageNode stage) {
        String first = stage.members().get(0).id();
        StageWork done = work.apply(first);
        reports.add(report(stage, done, Epoch.rows(after, first), bytes.getOrDefault(first, 0L)));
      }
    }
    return reports;
  }

  /** Returns the bytes of arrangements by the ids of the nodes they belong to. */
  private static Map<String, Long> bytes(Snapshot after) {
    Map<String, Long> bytes = new HashMap<>();
    for (String arrangement : after.arrangements()) {
      int since = arrangement.lastIndexOf('@');
      int part = since < 0 ? -1 : arrangement.indexOf('/', since);
      String node = part < 0 ? arrangement : arrangement.substring(0, part);
      bytes.merge(node, after.bytes(arrangement), Long::sum);
    }
    return bytes;
  }

  private StageReport report(StageNode stage, StageWork work, long rows, long bytes) {
    PlanNode first = stage.members().get(0);
    long before = rows - epoch.growth(first.id());
    long gone = first instanceof DiffNode ? work.deleted() : work.retracted();
    return new StageReport(
        stageNames.getOrDefault(stage.id(), stage.name()),
        NodeLabel.of(first),
        read.areMadeBy(stage),
        why(stage, work),
        first instanceof SourceNode ? work.inserted() : work.received(),
        work.inserted(),
        work.deleted(),
        work.ran(),
        Math.max(0, before - gone - work.repeated()),
        rows,
        bytes,
        work.cpuNanos() / NANOS_PER_MILLI);
  }

  private String why(StageNode stage, StageWork work) {
    if (stage.head() instanceof SourceNode) {
      return "its input is looked at each time";
    }
    String input = work.received() > 0 ? Reasons.INPUT_CHANGED : null;
    String reason =
        Reasons.of(
            stage.members(),
            anew,
            stage.head() instanceof DiffNode ? "compared with what was read before" : input,
            view -> epoch.viewChanged(view) ? viewNames.getOrDefault(view, view) : null);
    return reason == null ? "nothing changed" : reason;
  }
}
