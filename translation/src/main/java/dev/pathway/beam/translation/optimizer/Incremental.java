// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.optimizer;

import dev.pathway.beam.engine.plan.CollectionSpec;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.source.CreatedSource;
import dev.pathway.beam.translation.source.ImpulseSource;
import dev.pathway.beam.translation.spi.ChangeAware;
import dev.pathway.beam.translation.spi.Publishing;
import dev.pathway.beam.translation.spi.Remembered;
import dev.pathway.beam.translation.window.AssignWindows;
import dev.pathway.beam.translation.window.MergingGroups;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a plan incremental: what was read is compared with what was read before, steps whose
 * outputs are not a function of their element alone are remembered, and sinks wait for the seal.
 *
 * <p>A step that reads an Impulse or a Create is taken to look at the outside world, as those that
 * list files or query a database do: it runs again in each epoch, on all its input, and its outputs
 * are compared.
 */
final class Incremental {
  private final Plan plan;
  private final Deletions deletions;
  private final List<PlanNode> nodes = new ArrayList<>();
  private final List<CollectionSpec> added = new ArrayList<>();

  /** Collections that an Impulse or Create makes, and under which id they are before comparison. */
  private final Map<String, String> beginnings = new HashMap<>();

  /** What change-aware sinks make, directly or not. */
  private final Set<String> acting = new HashSet<>();

  /** Where changes are handed on at once, under another id than those that sinks are given. */
  private final Map<String, String> flowing = new HashMap<>();

  private final ChangeRoutes routes;

  private Incremental(Plan plan, Deletions deletions) {
    this.plan = plan;
    this.deletions = deletions;
    routes = ChangeRoutes.of(plan.nodes());
  }

  /** Returns the pass, with what is to be done with deletions that a sink cannot express. */
  static Pass pass(Deletions deletions) {
    return plan -> new Incremental(plan, deletions).rewritten();
  }

  private Plan rewritten() {
    for (PlanNode each : plan.nodes()) {
      PlanNode node = routes.contains(each) ? readingFlowing(each) : each;
      if (node instanceof SourceNode source) {
        add(source);
      } else if (node instanceof StepNode step) {
        add(step);
      } else {
        nodes.add(node);
      }
    }
    return plan.with(nodes, added);
  }

  private void add(SourceNode source) {
    String read = declareLike(source.output(), "/read");
    nodes.add(new SourceNode(source.id(), source.name(), read, source.source()));
    compare(read, source.output(), source);
    if (source.source() instanceof ImpulseSource || source.source() instanceof CreatedSource) {
      beginnings.put(source.output(), read);
    }
  }

  private void add(StepNode step) {
    String input = step.inputs().get(0);
    if (acting.contains(input)) {
      acting.addAll(step.outputs());
      nodes.add(step);
    } else if (step.step() instanceof ChangeAware) {
      addChanges(step);
    } else if (step.step() instanceof Publishing) {
      nodes.add(step);
    } else if (isLast(step)) {
      addBehindSink(step, deletions);
    } else if (beginnings.containsKey(input) && step.step().determinism() != Determinism.NONE) {
      addRunAgain(step, beginnings.get(input));
    } else if (!step.views().isEmpty()
        || step.step() instanceof Remembered
        || step.step().determinism() == Determinism.NONE) {
      String rows = declareLike(input, "/rows of " + step.id());
      nodes.add(
          new MemoNode(
              step.id() + "/memo",
              step.name(),
              step.inputs(),
              step.inputType(),
              rows,
              step.views(),
              step.step() instanceof Remembered remembered && remembered.onEveryElement()));
      nodes.add(with(step, rows, step.outputs()));
    } else {
      nodes.add(step);
    }
  }

  private PlanNode readingFlowing(PlanNode node) {
    List<String> inputs =
        node.inputs().stream().map(input -> flowing.getOrDefault(input, input)).toList();
    if (inputs.equals(node.inputs())) {
      return node;
    }
    return node instanceof StepNode step
        ? with(step, inputs.get(0), step.outputs())
        : node.withInputs(inputs);
  }

  /** Adds a maker of changes as a sink, as a step, or twice, as those who read it ask for. */
  private void addChanges(StepNode step) {
    String output = step.outputs().get(0);
    List<PlanNode> readers = plan.consumers(output);
    boolean flows = readers.stream().anyMatch(routes::contains);
    if (!flows || !readers.stream().allMatch(routes::contains)) {
      acting.add(output);
      addBehindSink(step, Deletions.HAND_ON);
    }
    if (flows && acting.contains(output)) {
      String log = declareLike(output, "/flowing");
      flowing.put(output, log);
      nodes.add(
          new StepNode(
              step.id() + "/flowing",
              step.name() + "/flowing",
              step.inputs(),
              step.inputType(),
              List.of(log),
              step.views(),
              step.step(),
              step.kind()));
    } else if (flows) {
      nodes.add(step);
    }
  }

  /** Returns whether a step may act on the world: its own code runs, and nobody reads of it. */
  private boolean isLast(StepNode step) {
    return mayAct(step.step())
        && step.outputs().stream().allMatch(output -> plan.consumers(output).isEmpty());
  }

  private static boolean mayAct(StepSpec step) {
    return !(step instanceof AssignWindows
        || step instanceof MergingGroups
        || (step instanceof KeyedSpec keyed && keyed.maker() instanceof Grouping));
  }

  private void addBehindSink(StepNode step, Deletions handling) {
    String rows = declareLike(step.inputType(), "/rows of " + step.id());
    nodes.add(
        new SinkNode(
            step.id() + "/sink",
            step.name(),
            step.inputs(),
            step.inputType(),
            rows,
            step.views(),
            handling));
    nodes.add(with(step, rows, step.outputs()));
  }

  private void addRunAgain(StepNode step, String read) {
    List<String> made = new ArrayList<>();
    step.outputs().forEach(output -> made.add(declareLike(output, "/made")));
    nodes.add(with(step, read, made));
    for (int i = 0; i < made.size(); i++) {
      compare(made.get(i), step.outputs().get(i), step);
    }
  }

  private void compare(String now, String output, PlanNode maker) {
    // By place, not by the collection's id: that of a Create depends on its elements.
    String id = maker.id() + "/changes of output " + maker.outputs().indexOf(output);
    nodes.add(new DiffNode(id, maker.name(), List.of(now), now, output));
  }

  private static StepNode with(StepNode step, String input, List<String> outputs) {
    return new StepNode(
        step.id(),
        step.name(),
        List.of(input),
        input,
        outputs,
        step.views(),
        step.step(),
        step.kind());
  }

  private String declareLike(String collection, String suffix) {
    CollectionSpec like = plan.collection(collection);
    String id = collection + suffix;
    added.add(new CollectionSpec(id, like.name() + suffix, like.elementCodec(), like.weigher()));
    return id;
  }
}
