// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.StepState;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A step that keeps rows back for some milliseconds of the job's clock, and event time with them;
 * one row is let go at a time.
 *
 * @param seed decides which rows are kept, and how long
 * @param maxMillis the longest time
 */
public record Delay(long seed, int maxMillis) implements StepSpec {
  @Override
  public StepFn create() {
    return new Fn(this);
  }

  private record Kept(long due, Row row) {}

  private static final class Fn implements StepFn {
    private final SplittableRandom random;
    private final int maxMillis;
    private final PriorityQueue<Kept> kept =
        new PriorityQueue<>(Comparator.comparingLong(Kept::due));
    private @Nullable StepContext context;
    private @Nullable KeptRows rows;

    Fn(Delay delay) {
      random = new SplittableRandom(delay.seed);
      maxMillis = delay.maxMillis;
    }

    private StepContext context() {
      if (context == null) {
        throw new IllegalStateException("not set up");
      }
      return context;
    }

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    public void restore(StepState state) throws Exception {
      rows = new KeptRows(state);
      rows.restore().forEach(row -> kept.add(new Kept(0, row)));
    }

    @Override
    public void save(long snapshot) throws Exception {
      if (rows != null) {
        rows.save(kept.stream().map(Kept::row).toList());
      }
    }

    @Override
    public void process(Object element) {
      if (random.nextBoolean()) {
        long due = context().job().clock().millis() + 1 + random.nextInt(maxMillis);
        kept.add(new Kept(due, (Row) element));
      } else {
        context().output(0).accept(element);
      }
    }

    @Override
    public long hold() {
      return kept.stream().mapToLong(each -> each.row().timestamp()).min().orElse(EventTime.END);
    }

    @Override
    public long wakeTime() {
      Kept first = kept.peek();
      return first == null ? Long.MAX_VALUE : first.due();
    }

    @Override
    public void wake() {
      Kept first = kept.poll();
      if (first != null) {
        context().output(0).accept(first.row());
      }
    }
  }
}
