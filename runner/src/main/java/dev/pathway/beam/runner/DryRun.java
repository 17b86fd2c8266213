// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.runner.report.Reasons;
import dev.pathway.beam.translation.optimizer.Passes;
import dev.pathway.beam.translation.revision.PlanParts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What an incremental pipeline would do: looks for changes of its input, without computing, keeping
 * or writing anything, and follows them through the plan.
 */
final class DryRun {
  private final IncrementalState.Next next;
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Set<String> changed = new HashSet<>();
  private final Map<String, String> changedViews = new HashMap<>();

  private DryRun(IncrementalState.Next next) {
    this.next = next;
  }

  /**
   * Returns what would be done, as text for people.
   *
   * @param next the next epoch, which is a trial; its plan is not fused
   * @throws CompletionException if the input cannot be looked at
   */
  static String of(IncrementalState.Next next, JobSettings settings) {
    JobHandle job =
        Engine.embedded()
            .submit(Passes.fuse(PlanParts.looking(next.plan())), settings, next.epoch());
    job.completion().join();
    return new DryRun(next).text(job);
  }

  private String text(JobHandle job) {
    StringBuilder text = new StringBuilder();
    append(
        text,
        "Dry run of epoch %,d of '%s': nothing is computed, kept or written%n  %13s %11s %11s  %s",
        next.epoch().number(),
        next.plan().name(),
        "READ",
        "INSERTED",
        "DELETED",
        "COMPARED");
    int idle = 0;
    Set<PlanNode> looking = new HashSet<>(PlanParts.looking(next.plan()).nodes());
    for (PlanNode node : next.plan().nodes()) {
      if (node instanceof DiffNode diff && looking.contains(node)) {
        StageWork work = job.work(diff.id());
        append(
            text,
            "%n  %,13d %,+11d %,11d  %s",
            work.received(),
            work.inserted(),
            -work.deleted(),
            diff.name());
        if (work.inserted() + work.deleted() > 0) {
          changed.add(diff.output());
        }
      } else if (!looking.contains(node)) {
        String reason = reason(node);
        if (reason == null) {
          idle++;
        } else {
          follow(node, reason);
        }
      }
    }
    append(
        text, reasons.isEmpty() ? "%nNothing would run" : "%nWould run, where changes get there:");
    reasons.forEach((name, reason) -> append(text, "%n  %s: %s", name, reason));
    append(text, "%n  %,d others have nothing to do", idle);
    return text.toString();
  }

  private void follow(PlanNode node, String reason) {
    reasons.putIfAbsent(node.name(), reason);
    changed.addAll(node.outputs());
    if (node instanceof ViewNode view) {
      changedViews.put(view.view(), view.collectionName());
    }
  }

  private @Nullable String reason(PlanNode node) {
    boolean isGiven = node.inputs().stream().anyMatch(changed::contains);
    return Reasons.of(
        List.of(node), next.anew(), isGiven ? Reasons.INPUT_CHANGED : null, changedViews::get);
  }

  private static void append(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
