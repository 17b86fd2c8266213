// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.state.trace.Snapshot;
import dev.pathway.beam.state.trace.TraceStore;
import dev.pathway.beam.translation.optimizer.Passes;
import dev.pathway.beam.translation.revision.KnownNode;
import dev.pathway.beam.translation.revision.KnownPlan;
import dev.pathway.beam.translation.revision.PlanParts;
import dev.pathway.beam.translation.revision.Reviser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what an incremental pipeline has given to its sinks, and what it has written to files,
 * with what a run from scratch makes of the same input; the sinks of that run do nothing.
 */
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

  /** The number of the epoch in which all is computed from scratch. */
  private static final long FIRST = 1;

  private final IncrementalPipeline pipeline;
  private final JobSettings settings;
  private final StateDirectory scratch;

  /**
   * Creates an audit.
   *
   * @param scratch a directory for what is computed from scratch; made, and deleted at the end
   */
  Audit(IncrementalPipeline pipeline, JobSettings settings, StateDirectory scratch) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.scratch = scratch;
  }

  /**
   * Runs the pipeline from scratch and compares.
   *
   * @param store what is kept of the pipeline
   * @param started is told of the job that computes
   * @throws IllegalStateException if the outputs differ
   * @throws IOException if the state cannot be read, or what is computed not be written
   */
  void run(TraceStore store, Consumer<JobHandle> started) throws IOException {
    deleteScratch();
    try (TraceStore fresh = Engine.embedded().openStore(scratch.trace(), settings)) {
      compute(store, fresh, started);
      List<String> differences = differences(store, fresh);
      if (!differences.isEmpty()) {
        throw new IllegalStateException(
            "--audit: the outputs are not what a run from scratch gives. If the input did not change meanwhile, a function"
                + " does not always return the same; --fullRecompute brings the outputs up to date"
                + String.join("", differences));
      }
      LOG.info("Epoch {} is what a run from scratch gives", store.epoch());
    } finally {
      try {
        deleteScratch();
      } catch (IOException e) {
        LOG.warn("What was computed for --audit is left in '{}'", scratch.path(), e);
      }
    }
  }

  private void compute(TraceStore store, TraceStore fresh, Consumer<JobHandle> started)
      throws IOException {
    Plan computing = PlanParts.computing(pipeline.plan());
    Plan plan =
        Passes.fuse(
            Reviser.revise(computing, KnownPlan.NONE, pipeline.known(), FIRST, Map.of()).plan());
    // With the shards of the store, so that rows are kept under the same keys.
    StagedFiles files = StagedFiles.begin(scratch.files(), store.epoch(), store.metadata());
    JobHandle job = Engine.embedded().submit(plan, settings, new Epoch(fresh, files, null));
    started.accept(job);
    try {
      job.completion().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "--audit of epoch %,d, whose outputs are in place, could not be made: %s"
              .formatted(store.epoch(), cause.getMessage()),
          cause);
    }
  }

  private void deleteScratch() throws IOException {
    if (scratch.exists()) {
      scratch.delete();
    }
  }

  private List<String> differences(TraceStore store, TraceStore fresh) throws IOException {
    List<String> differences = new ArrayList<>();
    KnownPlan known = KnownStages.read(store);
    try (Snapshot kept = store.snapshot();
        Snapshot computed = fresh.snapshot()) {
      for (PlanNode output : outputs()) {
        KnownNode node = known.nodes().get(output.id());
        if (node == null) {
          throw new IOException("nothing is kept of '" + output.name() + "'");
        }
        String difference =
            new OutputComparison(
                    output,
                    pipeline.plan(),
                    () -> kept.reader(KnownPlan.keptUnder(output.id(), node.since())),
                    () -> computed.reader(KnownPlan.keptUnder(output.id(), FIRST)))
                .difference();
        if (!difference.isEmpty()) {
          differences.add("\n  '" + output.name() + "': " + difference + varying(output));
        }
      }
    }
    return differences;
  }

  /** Returns what is to be said of functions before an output that need not give the same. */
  private String varying(PlanNode output) {
    Set<String> names = PlanParts.varyingBefore(pipeline.plan(), output);
    return names.isEmpty()
        ? ""
        : "\n    what is marked @NonDeterministic is called again by --audit, and may well put out something else: '"
            + String.join("', '", names)
            + "'";
  }

  /** Returns the nodes that keep what sinks were given and what was published. */
  private List<PlanNode> outputs() {
    Set<String> published = new HashSet<>();
    for (PlanNode node : pipeline.plan().nodes()) {
      if (PlanParts.publishes(node)) {
        published.addAll(node.inputs());
      }
    }
    List<PlanNode> outputs = new ArrayList<>();
    for (PlanNode node : PlanParts.computing(pipeline.plan()).nodes()) {
      if (node instanceof SinkNode
          || (node instanceof GroupNode && published.containsAll(node.outputs()))) {
        outputs.add(node);
      }
    }
    return outputs;
  }
}
