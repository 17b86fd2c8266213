// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a step on rows that are new, or whose views changed, and emits how its outputs differ from
 * those it remembers of the row.
 *
 * <p>Under each row are kept the number of its occurrences, and each output of one occurrence with
 * the number of times it was emitted.
 */
final class MemoFn implements StepFn {
  /** The value whose weight is the number of a row's occurrences; those of outputs are longer. */
  private static final byte[] OCCURRENCES = {};

  private final MemoNode node;
  private final StepFn fn;
  private final boolean bundleForEach;
  private final MemoRow current;
  private final List<ElementBytes> outputs;
  private final Epoch epoch;
  private final RowDiff diff;
  private final SeekableCursor memo;
  private @Nullable Delta delta;
  private Map<byte[], Long> captured = newOutputs();
  private Receiver[] receivers = new Receiver[0];
  private boolean viewsChanged;

  /**
   * Creates the function.
   *
   * @param node the head in front of it
   * @param fn what is run
   * @param bundleForEach whether each row is to be a bundle of its own
   * @param current the row that is handled
   * @param outputs elements of each output as bytes
   */
  MemoFn(
      MemoNode node,
      StepFn fn,
      boolean bundleForEach,
      MemoRow current,
      List<ElementBytes> outputs,
      Epoch epoch,
      RowDiff diff) {
    this.node = node;
    this.fn = fn;
    this.bundleForEach = bundleForEach;
    this.current = current;
    this.outputs = outputs;
    this.epoch = epoch;
    this.diff = diff;
    memo = epoch.reader(node.id());
  }

  private static Map<byte[], Long> newOutputs() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  @Override
  public void setup(StepContext context) throws Exception {
    receivers = new Receiver[outputs.size()];
    for (int i = 0; i < receivers.length; i++) {
      receivers[i] = context.output(i);
    }
    fn.setup(new Capture(context));
  }

  @Override
  public void startBundle() throws Exception {
    viewsChanged = node.views().stream().anyMatch(epoch::viewChanged);
    if (!bundleForEach) {
      fn.startBundle();
    }
  }

  @Override
  public void process(Object element) throws Exception {
    Delta changes = delta();
    byte[] row = current.key();
    Map<byte[], Long> before = newOutputs();
    long countBefore = 0;
    if (memo.seek(row)) {
      while (memo.nextValue()) {
        if (memo.value().length == 0) {
          countBefore = memo.weight();
        } else {
          before.put(memo.value(), memo.weight());
        }
      }
    }
    long change = diff.diff();
    long count = countBefore + change;
    if (count < 0) {
      throw NegativeCount.of(node.name(), count);
    }
    Map<byte[], Long> after = before;
    if (count == 0) {
      after = newOutputs();
    } else if (countBefore == 0 || viewsChanged) {
      after = run(element);
    }
    if (change != 0) {
      changes.add(row, OCCURRENCES, change);
    }
    Map<byte[], Long> all = newOutputs();
    all.putAll(before);
    all.putAll(after);
    for (byte[] output : all.keySet()) {
      long each = before.getOrDefault(output, 0L);
      long eachNow = after.getOrDefault(output, 0L);
      if (eachNow != each) {
        changes.add(row, output, eachNow - each);
      }
      emit(output, eachNow * count - each * countBefore);
    }
    diff.diff((int) change);
  }

  private Map<byte[], Long> run(Object element) throws Exception {
    captured = newOutputs();
    if (bundleForEach) {
      fn.startBundle();
    }
    fn.process(element);
    if (bundleForEach) {
      fn.finishBundle();
    }
    return captured;
  }

  private void emit(byte[] output, long change) throws IOException {
    if (change != 0) {
      diff.diff(Math.toIntExact(change));
      receivers[output[0]].accept(outputs.get(output[0]).element(output, 1));
    }
  }

  @Override
  public void seal(long epochNumber) throws Exception {
    delta().seal();
  }

  private Delta delta() {
    if (delta == null) {
      delta = epoch.delta(node.id());
    }
    return delta;
  }

  @Override
  public void finishBundle() throws Exception {
    if (!bundleForEach) {
      fn.finishBundle();
    }
  }

  @Override
  public void bundleCommitted() throws Exception {
    fn.bundleCommitted();
  }

  @Override
  public void teardown() throws Exception {
    fn.teardown();
  }

  /** Keeps what the step puts out, instead of handing it on. */
  private final class Capture implements StepContext {
    private final StepContext context;

    Capture(StepContext context) {
      this.context = context;
    }

    @Override
    public Receiver output(int index) {
      return element -> {
        try {
          byte[] bytes = outputs.get(index).of(element);
          byte[] output = new byte[bytes.length + 1];
          output[0] = (byte) index;
          System.arraycopy(bytes, 0, output, 1, bytes.length);
          captured.merge(output, 1L, Long::sum);
        } catch (IOException e) {
          throw new UncheckedIOException(
              "cannot encode an output of '" + name() + "': " + e.getMessage(), e);
        }
      };
    }

    @Override
    public View view(int index) {
      return context.view(index);
    }

    @Override
    public int diff() {
      return 1;
    }

    @Override
    public JobContext job() {
      return context.job();
    }

    @Override
    public String name() {
      return context.name();
    }
  }
}
