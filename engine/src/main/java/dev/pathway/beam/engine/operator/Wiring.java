// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.Weigher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Connects the steps and outlets of a stage's body by the collections they share. */
final class Wiring {
  private final StageSpec stage;
  private final int worker;
  private final StageTally tally;
  private final Map<String, Outlet> outlets = new HashMap<>();
  private final MemoRow memoRow = new MemoRow();
  private final @Nullable StageChecks checks;
  private Receiver[] headSteps = new Receiver[0];

  Wiring(StageSpec stage, Job job, Partitions partitions, FrameOutput output, StageTally tally) {
    this.stage = stage;
    this.tally = tally;
    checks = job.incremental() ? StageChecks.of(stage, job.epoch()) : null;
    worker = partitions.self();
    stage
        .edges()
        .forEach(
            (collection, edges) -> {
              Weigher weigher = stage.collection(collection).weigher();
              ElementBytes elements = elements(collection);
              outlets.put(
                  collection,
                  new Outlet(
                      edges.stream()
                          .map(edge -> Router.of(edge, partitions, weigher, elements, output))
                          .toArray(Router[]::new)));
            });
  }

  /** Returns the checks of what the stage puts out, null if there are none. */
  @Nullable StageChecks checks() {
    return checks;
  }

  /** Returns the check of what the head makes as it leaves the stage, null if there is none. */
  @Nullable OutputCheck headCheck() {
    return checks == null || stage.head() == null ? null : checks.of(stage.head().outputs().get(0));
  }

  /** Returns, as bytes, the elements that the steps are given. */
  ElementBytes givenElements() {
    return elements(
        stage.head() == null ? stage.steps().get(0).inputType() : stage.head().outputs().get(0));
  }

  private ElementBytes elements(String collection) {
    return new ElementBytes(stage.rows(), stage.collection(collection).elementCodec().create());
  }

  /**
   * Makes the steps' runners, in the order of the stage, and connects them; {@code diff} is that of
   * the row being handled.
   */
  List<StepRunner> connect(
      Job job, RowModel rows, FirstFailure failure, LoggedTransform logged, RowDiff diff) {
    List<StepRunner> runners = new ArrayList<>();
    for (PlanNode step : stage.steps()) {
      runners.add(
          new StepRunner(
              step.name(), function(step, job, diff), step.views(), job, failure, logged, diff));
    }
    for (int i = 0; i < runners.size(); i++) {
      List<Receiver> receivers = new ArrayList<>();
      String name = runners.get(i).name();
      for (String output : stage.steps().get(i).outputs()) {
        List<Receiver> takers = readers(output, runners);
        Outlet outlet = outlets.get(output);
        if (outlet != null) {
          takers.add(sender(name, outlet, failure, rows, checked(output, diff)));
        }
        receivers.add(fanOut(takers));
      }
      runners.get(i).connect(receivers.toArray(Receiver[]::new));
    }
    headSteps = headReaders(runners).toArray(Receiver[]::new);
    return runners;
  }

  /**
   * Returns the receiver of what leaves the stage; its failures count like those of a step, also if
   * user code catches them.
   */
  private static Receiver sender(
      String step, Outlet outlet, FirstFailure failure, RowModel rows, OutputTaker checked) {
    return element -> {
      failure.check();
      try {
        checked.take(element);
        rows.unpack(element, outlet);
      } catch (Throwable t) {
        throw failure.of(step, t);
      }
    };
  }

  /** Takes what is put out. */
  @FunctionalInterface
  private interface OutputTaker {
    void take(Object element) throws IOException;
  }

  /** Returns what takes a collection for the check. */
  private OutputTaker checked(String output, RowDiff diff) {
    OutputCheck taker = checks == null ? null : checks.of(output);
    if (taker == null) {
      return element -> {};
    }
    ElementBytes elements = elements(output);
    return element -> taker.output(elements.hash(element), diff.diff());
  }

  private StepFn function(PlanNode step, Job job, RowDiff diff) {
    if (step instanceof StepNode node) {
      StepFn fn;
      try {
        fn = node.step().create();
      } catch (Throwable t) {
        throw new StepFailure(node.name(), t);
      }
      return stage.head() instanceof MemoNode memo && node.inputs().contains(memo.output())
          ? memo(memo, node, fn, job, diff)
          : fn;
    }
    if (step instanceof CombineNode node && node.phase() == CombineNode.Phase.PARTIAL) {
      return new PartialCombineFn(node, stage.rows(), job, diff::diff);
    }
    throw new IllegalStateException(
        "'" + step.name() + "' cannot be a step of stage '" + stage.name() + "'");
  }

  private MemoFn memo(MemoNode memo, StepNode step, StepFn fn, Job job, RowDiff diff) {
    return new MemoFn(
        memo,
        fn,
        step.step().emitsAtBundleEnd(),
        memoRow,
        step.outputs().stream().map(this::elements).toList(),
        job,
        worker,
        diff,
        tally,
        checks);
  }

  /** Returns where the head says which row it remembers. */
  MemoRow memoRow() {
    return memoRow;
  }

  private List<Receiver> readers(String collection, List<StepRunner> runners) {
    List<Receiver> takers = new ArrayList<>();
    for (int i = 0; i < runners.size(); i++) {
      for (String input : stage.steps().get(i).inputs()) {
        // As often as it is named: a collection may be flattened with itself.
        if (input.equals(collection)) {
          takers.add(runners.get(i));
        }
      }
    }
    return takers;
  }

  private List<Receiver> headReaders(List<StepRunner> runners) {
    if (stage.head() == null) {
      return List.of(runners.get(0));
    }
    return stage.head().outputs().isEmpty()
        ? List.of()
        : readers(stage.head().outputs().get(0), runners);
  }

  private static Receiver fanOut(List<Receiver> takers) {
    if (takers.size() == 1) {
      return takers.get(0);
    }
    Receiver[] all = takers.toArray(Receiver[]::new);
    return element -> {
      for (Receiver receiver : all) {
        receiver.accept(element);
      }
    };
  }

  /** Returns the name of the collection that the head makes, if it makes one. */
  @Nullable String headCollection() {
    return stage.head() == null
            || stage.head().outputs().isEmpty()
            || stage.head() instanceof ViewNode
        ? null
        : stage.collection(stage.head().outputs().get(0)).name();
  }

  /** Returns a limit of bundles if all steps keep to it, else none. */
  long bundleLimit(long limit, Predicate<StepSpec> keepsTo) {
    return stage.steps().stream()
            .allMatch(step -> !(step instanceof StepNode node) || keepsTo.test(node.step()))
        ? limit
        : Long.MAX_VALUE;
  }

  /** Returns whether there is a step of which something holds. */
  boolean anyStep(Predicate<StepSpec> holds) {
    return stage.steps().stream()
        .anyMatch(step -> step instanceof StepNode node && holds.test(node.step()));
  }

  Outlet[] outlets() {
    return outlets.values().toArray(Outlet[]::new);
  }

  @Nullable Outlet headOutlet() {
    return stage.head() == null || stage.head().outputs().isEmpty()
        ? null
        : outlets.get(stage.head().outputs().get(0));
  }

  Receiver[] headSteps() {
    return headSteps;
  }
}
