// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.Determinism;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what a stage takes back of a row is what it has put out for it: keeps a hash of that,
 * which says nothing about the order of the outputs. Since every head takes back only what it
 * emitted in an earlier epoch, the hash is in the store, unless other code has put it out, or the
 * same code in another stage: then nothing is said.
 */
abstract class OutputCheck {
  private static final long OUTPUT_FACTOR = 0x9e3779b97f4a7c15L;

  private final String steps;
  private int diff;
  private long outputs;
  private long differing;
  private @Nullable String example;

  OutputCheck(String steps) {
    this.steps = steps;
  }

  /**
   * Returns the check of a stage for one worker.
   *
   * @param name what its hashes are kept under; another one where other code makes the outputs
   */
  static OutputCheck of(StageSpec stage, String name, Epoch epoch) {
    List<PlanNode> members = new ArrayList<>(stage.steps());
    if (stage.head() instanceof CombineNode head) {
      members.add(0, head);
    }
    List<String> names =
        members.stream().filter(OutputCheck::mayVary).map(step -> "'" + step.name() + "'").toList();
    String steps = String.join(" or ", names);
    return stage.head() instanceof GroupNode
        ? new GroupOutputCheck(steps, name)
        : new RowOutputCheck(steps, name, epoch);
  }

  private static boolean mayVary(PlanNode node) {
    return (node instanceof StepNode step && step.step().determinism() == Determinism.CHECKED)
        || (node instanceof CombineNode combine
            && combine.combine().determinism() == Determinism.CHECKED);
  }

  /** Says that a row is handled from here on, and by how much the number of its times changes. */
  void begin(int rowDiff) {
    diff = rowDiff;
    outputs = 0;
  }

  /**
   * Takes what is put out for the row.
   *
   * @param index of the output
   * @param elementHash the hash of the element's bytes
   * @param outputDiff its diff, which may be another one than that of the row
   */
  void output(int index, long elementHash, int outputDiff) {
    long hash = elementHash + index * OUTPUT_FACTOR;
    outputs += outputDiff == diff ? hash : hash * (outputDiff / diff);
  }

  /** Says that all of the row's outputs were there. */
  void end() {
    try {
      take((int) (outputs >>> Integer.SIZE), diff);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a hash: " + e.getMessage(), e);
    }
  }

  /**
   * Takes what a row came to.
   *
   * @param hash of what was put out
   * @param rowDiff by how much the number of its times changes
   */
  abstract void take(int hash, int rowDiff) throws IOException;

  /** Notes that something else was taken back of rows than was put out. */
  void differs(long rows, @Nullable String row) {
    differing += rows;
    example = example == null ? row : example;
  }

  /**
   * Ends the epoch.
   *
   * @throws IllegalStateException naming a row, if something else was taken back than was put out
   */
  void seal() throws IOException {
    if (differing > 0) {
      throw new IllegalStateException(
          "what "
              + steps
              + " made of "
              + (differing == 1 ? "an element" : differing + " elements")
              + " is another thing now that it is to be taken back"
              + (example == null ? "" : ", such as of " + example)
              + ". Nothing was written. Mark a function that does not make the same of an element"
              + " each time as @NonDeterministic, or run with --fullRecompute");
    }
  }
}
