// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.spi.ForwardingStepContext;
import dev.pathway.beam.engine.spi.ForwardingStepFn;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a step on rows that are new and hands on what it puts out, remembering it; takes that back
 * as it was when the row is gone. Where the step runs on a row again, since a view changed or it
 * looks at something else than the row, emits how its outputs differ.
 */
final class MemoFn extends ForwardingStepFn {
  private final MemoNode node;
  private final boolean bundleForEach;
  private final MemoRow current;
  private final List<ElementBytes> outputs;
  private final Job job;
  private final Epoch epoch;
  private final RowDiff diff;
  private final StageTally tally;
  private final KeptOutputs kept;

  /** Those of what the steps behind make of all outputs of a row, taken back only together. */
  private final @Nullable StageChecks rowChecks;

  /** Those of what they make of each output, if these are taken back one by one. */
  private final @Nullable StageChecks outputChecks;

  private Receiver[] receivers = new Receiver[0];
  private boolean runsAgain;
  private OutputTaker taker =
      output -> {
        throw new IllegalStateException("an output without a row");
      };

  /** Takes what the step puts out, with the number of the output before its bytes. */
  @FunctionalInterface
  private interface OutputTaker {
    void take(byte[] output) throws IOException;
  }

  /**
   * Creates the function.
   *
   * @param node the head in front of it
   * @param fn what is run
   * @param bundleForEach whether each row is to be a bundle of its own
   * @param current the row that is handled
   * @param outputs elements of each output as bytes
   * @param worker the index of the worker that runs it
   * @param tally counts on what the function runs, and what it puts out and takes back
   * @param checks the checks of the steps behind it, if there are any
   */
  MemoFn(
      MemoNode node,
      StepFn fn,
      boolean bundleForEach,
      MemoRow current,
      List<ElementBytes> outputs,
      Job job,
      int worker,
      RowDiff diff,
      StageTally tally,
      @Nullable StageChecks checks) {
    super(fn);
    this.node = node;
    rowChecks = node.changesOutputs() ? null : checks;
    outputChecks = node.changesOutputs() ? checks : null;
    this.bundleForEach = bundleForEach;
    this.current = current;
    this.outputs = outputs;
    this.job = job;
    epoch = job.epoch();
    this.diff = diff;
    this.tally = tally;
    kept = new KeptOutputs(node, epoch, worker);
  }

  @Override
  public void setup(StepContext context) throws Exception {
    receivers = new Receiver[outputs.size()];
    for (int i = 0; i < receivers.length; i++) {
      receivers[i] = context.output(i);
    }
    super.setup(new Capture(context));
  }

  @Override
  public void startBundle() throws Exception {
    runsAgain = node.everyRow() || node.views().stream().anyMatch(epoch::viewChanged);
    if (!bundleForEach) {
      super.startBundle();
    }
  }

  @Override
  public void process(Object element) throws Exception {
    byte[] row = current.key();
    kept.find(row);
    long countBefore = kept.count();
    byte[] number = kept.number();
    int change = diff.diff();
    long count = countBefore + change;
    if (count < 0) {
      throw WrongRetraction.tooMany(node.name(), count);
    }
    kept.changeRow(row, number, change);
    if (rowChecks != null) {
      rowChecks.input(number, element);
      rowChecks.begin(change);
    }
    if (countBefore == 0) {
      runAnew(element, number, count);
    } else if (count > 0 && runsAgain) {
      runAgain(element, number, countBefore, count);
    } else {
      repeat(number, change, count == 0);
    }
    if (rowChecks != null) {
      rowChecks.end();
    }
    diff.diff(change);
  }

  /** Hands on outputs as they come: there may be many, such as the lines of a file. */
  private void runAnew(Object element, byte[] number, long count) throws Exception {
    tally.ran();
    run(
        element,
        output -> {
          kept.addOutput(number, output);
          // Not the element itself: what its coder leaves out could not be taken back.
          emit(output, count);
        });
    kept.endOutputs(number);
  }

  private void runAgain(Object element, byte[] number, long countBefore, long count)
      throws Exception {
    if (count == countBefore) {
      tally.ranAgain();
    } else {
      tally.ran();
    }
    try (Delta now = epoch.scratch()) {
      run(element, output -> now.add(number, output, 1));
      PairCursor changes =
          PairCursor.merged(List.of(now.seal(), PairCursor.negated(kept.outputs(number))));
      while (changes.nextKey()) {
        while (changes.nextValue()) {
          kept.changeOutput(number, changes.value(), changes.weight());
          emit(changes.value(), changes.weight() * count);
        }
      }
    }
    repeat(number, count - countBefore, false);
  }

  /** Emits the outputs that are remembered of a row once for each occurrence that came or went. */
  private void repeat(byte[] number, long change, boolean forget) throws IOException {
    if (change == 0) {
      return;
    }
    kept.eachOutput(number, forget, (output, times) -> emit(output, times * change));
  }

  private void run(Object element, OutputTaker outputTaker) throws Exception {
    taker = outputTaker;
    if (bundleForEach) {
      super.startBundle();
    }
    super.process(element);
    if (bundleForEach) {
      super.finishBundle();
    }
  }

  private void emit(byte[] output, long change) throws IOException {
    if (change != 0) {
      tally.made(change);
      diff.diff(Math.toIntExact(change));
      int index = (int) new ArrayInput(output).readVarint();
      Object element = outputs.get(index).element(output, Varint.length(index));
      if (outputChecks == null) {
        receivers[index].accept(element);
      } else {
        outputChecks.input(output, element);
        outputChecks.begin(diff.diff());
        receivers[index].accept(element);
        outputChecks.end();
      }
    }
  }

  /** {@inheritDoc} What the step would emit then is of no row, and not remembered. */
  @Override
  public void seal(long epochNumber) throws Exception {
    kept.seal();
  }

  @Override
  public void finishBundle() throws Exception {
    if (!bundleForEach) {
      super.finishBundle();
    }
  }

  /** Takes what the step puts out. */
  private final class Capture extends ForwardingStepContext {
    Capture(StepContext context) {
      super(context);
    }

    @Override
    public Receiver output(int index) {
      return element -> {
        try {
          byte[] bytes = outputs.get(index).of(element);
          byte[] output = new byte[Varint.length(index) + bytes.length];
          System.arraycopy(bytes, 0, output, Varint.write(index, output, 0), bytes.length);
          taker.take(output);
        } catch (IOException e) {
          // Told at once: user code may catch it, and go on as if the output was kept.
          StepFailure failure =
              new StepFailure(
                  name(),
                  new UncheckedIOException("cannot remember an output: " + e.getMessage(), e));
          job.fail(failure);
          throw failure;
        }
      };
    }

    @Override
    public int diff() {
      return 1;
    }
  }
}
