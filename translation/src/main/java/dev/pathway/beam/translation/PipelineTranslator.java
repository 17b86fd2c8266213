// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.translation.compat.RelationNames;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.files.FileCoders;
import dev.pathway.beam.translation.optimizer.Passes;
import dev.pathway.beam.translation.options.ChangeDetection;
import dev.pathway.beam.translation.override.Overrides;
import dev.pathway.beam.translation.spi.Problem;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.transform.TransformTranslators;
import dev.pathway.beam.translation.window.BeamRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/** Translates a Beam pipeline into a plan. */
public final class PipelineTranslator {
  private final String jobName;
  private final Checks checks;

  /**
   * Creates a translator.
   *
   * @param jobName the name of the job
   * @param checks which checks of user code are to be built in
   */
  public PipelineTranslator(String jobName, Checks checks) {
    this.jobName = jobName;
    this.checks = checks;
  }

  /**
   * Returns the fused plan of a pipeline, whose transforms are overridden in place.
   *
   * @throws UnsupportedPipelineException with everything in the pipeline that cannot run
   */
  public Plan translate(Pipeline pipeline) {
    return Passes.apply(unoptimised(pipeline, null));
  }

  /**
   * Returns the plan of a pipeline, whose transforms are overridden in place, before it is
   * {@linkplain Passes#apply rewritten}.
   *
   * @throws UnsupportedPipelineException with everything in the pipeline that cannot run
   */
  public Plan translateOnly(Pipeline pipeline) {
    return unoptimised(pipeline, null);
  }

  /**
   * Returns the plan of a bounded pipeline for an incremental job, to be compared with the one
   * before and {@linkplain Passes#fuse fused}.
   *
   * @param deletions what is done with deletions that a sink cannot express
   * @param changeDetection by what it is told that a file has changed
   * @throws UnsupportedPipelineException with everything in the pipeline that cannot run, or not
   *     incrementally
   */
  public Plan translateIncremental(
      Pipeline pipeline, Deletions deletions, ChangeDetection changeDetection) {
    Plan plan = unoptimised(pipeline, changeDetection);
    List<Problem> problems = ChangeReaders.problems(plan.nodes());
    if (!problems.isEmpty()) {
      throw new UnsupportedPipelineException(problems);
    }
    return Passes.applyIncremental(plan, deletions);
  }

  /** Returns the plan before any pass; an incremental one with a way to detect changes. */
  Plan unoptimised(Pipeline pipeline, @Nullable ChangeDetection changeDetection) {
    boolean incremental = changeDetection != null;
    boolean streaming = StreamingMode.of(pipeline);
    Overrides.apply(pipeline, incremental);
    if (incremental) {
      RelationNames.settle(pipeline);
    }
    PipelineIndex index = PipelineIndex.of(pipeline);
    TransformTranslators translators = TransformTranslators.load();
    TranslationContext context =
        new TranslationContext(
            incremental ? versioned(index.pcollections()) : index.pcollections(),
            new SerializablePipelineOptions(pipeline.getOptions()),
            checks,
            streaming,
            changeDetection,
            (composite, self) -> translateParts(composite, index, translators, self));
    for (String root : index.proto().getRootTransformIdsList()) {
      translate(root, index, translators, context);
    }
    if (!context.problems().isEmpty()) {
      throw new UnsupportedPipelineException(context.problems());
    }
    return new Plan(jobName, new BeamRows(), context.collections(), sorted(context.nodes()));
  }

  private static Map<String, PCollection<?>> versioned(Map<String, PCollection<?>> pcollections) {
    Map<String, PCollection<?>> versioned = new HashMap<>();
    pcollections.forEach((id, pcollection) -> versioned.put(id, FileCoders.versioned(pcollection)));
    return versioned;
  }

  private static void translate(
      String id,
      PipelineIndex index,
      TransformTranslators translators,
      TranslationContext context) {
    RunnerApi.PTransform proto = index.proto().getComponents().getTransformsOrThrow(id);
    TransformNode transform = new TransformNode(id, proto, index.applied(id));
    TransformTranslator translator = translators.of(transform).orElse(null);
    if (translator != null && translator.accepts(transform, context)) {
      try {
        translator.translate(transform, context);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(
            "Cannot translate '" + transform.name() + "': " + e.getMessage(), e);
      }
      return;
    }
    translateParts(transform, index, translators, context);
    if (proto.getSubtransformsList().isEmpty()
        && !proto.getInputsMap().values().containsAll(proto.getOutputsMap().values())) {
      context.problem(transform, Problem.UNKNOWN);
    }
  }

  private static void translateParts(
      TransformNode composite,
      PipelineIndex index,
      TransformTranslators translators,
      TranslationContext context) {
    for (String part : composite.proto().getSubtransformsList()) {
      translate(part, index, translators, context);
    }
  }

  /** Orders nodes so that each stands after those it reads from, and otherwise as they were. */
  private static List<PlanNode> sorted(List<PlanNode> nodes) {
    Map<String, PlanNode> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    List<PlanNode> sorted = new ArrayList<>();
    Set<PlanNode> visited = new HashSet<>();
    nodes.forEach(node -> visit(node, makers, visited, sorted));
    return sorted;
  }

  private static void visit(
      PlanNode node, Map<String, PlanNode> makers, Set<PlanNode> visited, List<PlanNode> sorted) {
    if (!visited.add(node)) {
      return;
    }
    List<String> reads = new ArrayList<>(node.inputs());
    reads.addAll(node.views());
    for (String read : reads) {
      PlanNode maker = makers.get(read);
      if (maker != null) {
        visit(maker, makers, visited, sorted);
      }
    }
    sorted.add(node);
  }
}
