// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.ViewNode;
import dev.pathway.beam.engine.spi.View;
import dev.pathway.beam.engine.spi.ViewModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a side input, and keeps its values under their windows from epoch to epoch; publishes at
 * the seal a view of all of them, which costs nothing until it is read.
 */
final class KeptViewOperator implements Operator {
  private final ViewNode node;
  private final ViewModel model;
  private final Job job;
  private final Epoch epoch;
  private final Codec<Object> windows;
  private final Codec<Object> values;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private final Delta delta;

  KeptViewOperator(ViewNode node, Job job) {
    this.node = node;
    this.job = job;
    model = node.model();
    epoch = job.epoch();
    windows = model.windows().codec();
    values = model.valueCodec();
    delta = epoch.delta(node.id());
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  @SuppressWarnings("NullAway") // A value may be null if its codec can encode that.
  private void add(Frame frame, int row) throws IOException {
    buffer.clear();
    byte[] value = buffer.encode(values, frame.value(row)).toByteArray();
    for (Object window : model.windows().each(frame.windows(row))) {
      buffer.clear();
      delta.add(buffer.encode(windows, window).toByteArray(), value, frame.diff(row));
    }
  }

  @Override
  public void seal(long ignored) throws Exception {
    delta.seal();
    if (!delta.isEmpty()) {
      checkCounts();
      epoch.changeView(node.view());
    }
    job.view(node.view()).complete(new LazyView(node.name(), job, this::make));
  }

  @Override
  public long growth(StageWork work) {
    return work.growth();
  }

  /**
   * Checks values that were taken back: perhaps nobody reads the view. Reads no more than whoever
   * does, and only windows of which something was taken back.
   */
  private void checkCounts() throws IOException {
    SeekableCursor past = epoch.reader(node.id());
    for (PairCursor changes = delta.cursor(); changes.nextKey(); ) {
      boolean isSought = false;
      boolean isThere = false;
      while (changes.nextValue()) {
        if (changes.weight() < 0) {
          // Values are sorted: the window is read up to the last value that was taken back.
          isThere = isSought ? isThere : past.seek(changes.key()) && past.nextValue();
          isSought = true;
          while (isThere && Arrays.compareUnsigned(past.value(), changes.value()) < 0) {
            isThere = past.nextValue();
          }
          boolean isKnown = isThere && Arrays.equals(past.value(), changes.value());
          checkCount(isKnown ? past.weight() + changes.weight() : changes.weight());
        }
      }
    }
  }

  private void checkCount(long count) {
    if (count < 0) {
      throw WrongRetraction.tooMany(node.name(), count);
    }
  }

  private View make() throws IOException {
    try (ViewTable table = new ViewTable(model, job)) {
      PairCursor all = PairCursor.merged(List.of(epoch.reader(node.id()), delta.cursor()));
      while (all.nextKey()) {
        Object window = windows.decode(new ArrayInput(all.key()));
        while (all.nextValue()) {
          addAll(table, window, all);
        }
      }
      TableView view = table.seal();
      job.closeAtEnd(view);
      return view;
    }
  }

  private void addAll(ViewTable table, Object window, PairCursor at) throws IOException {
    checkCount(at.weight());
    for (long copies = at.weight(); copies > 0; copies--) {
      @Nullable Object value = values.decode(new ArrayInput(at.value()));
      table.add(window, value);
    }
  }
}
