// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.engine.spi.StreamSource;
import dev.pathway.beam.engine.spi.StreamSplit;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An unbounded source with an end: pairs of a key and a number of their own, out of order, some of
 * them late, which have negative numbers. Now and then a reader has nothing to give.
 *
 * @param seed decides everything
 * @param splits how many splits there are
 * @param rows how many rows each has
 */
public record RandomStream(long seed, int splits, int rows) implements StreamSource {
  private static final int KEYS = 7;

  @Override
  public List<StreamSplit> splits(JobContext job, int workers) {
    List<StreamSplit> all = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      List<Step> steps = steps(split);
      long own = seed + split;
      all.add(
          (opener, mark) ->
              new Reader(
                  steps,
                  new SplittableRandom(own),
                  mark == null ? 0 : ByteBuffer.wrap(mark).getInt()));
    }
    return all;
  }

  /** Returns all values that the source gives. */
  public List<Object> values() {
    List<Object> values = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      steps(split).forEach(step -> values.add(step.row().value()));
    }
    return values;
  }

  /** Returns whether a row was late when it was read. */
  public static boolean late(Row row) {
    return row.value() instanceof Pair pair && pair.value() instanceof Long number && number < 0;
  }

  /** A row, and the watermark before it. */
  private record Step(long watermark, Row row) implements Serializable {}

  private List<Step> steps(int split) {
    SplittableRandom random = new SplittableRandom(seed * 31 + split);
    List<Step> steps = new ArrayList<>();
    long watermark = -1000;
    for (int i = 1; i <= rows; i++) {
      watermark += random.nextInt(4) == 0 ? random.nextInt(50) : 0;
      boolean late = random.nextInt(20) == 0;
      long number = (seed * splits + split) * rows + i;
      long timestamp = late ? watermark - 1 - random.nextInt(100) : watermark + random.nextInt(100);
      Pair pair = new Pair((long) random.nextInt(KEYS), late ? -number : number);
      steps.add(new Step(watermark, new Row(pair, timestamp, null)));
    }
    return steps;
  }

  private static final class Reader implements StreamReader {
    private final List<Step> steps;
    private final SplittableRandom random;
    private int next;

    Reader(List<Step> steps, SplittableRandom random, int next) {
      this.steps = steps;
      this.random = random;
      this.next = next;
    }

    @Override
    public boolean advance() {
      if (next == steps.size() || random.nextInt(30) == 0) {
        return false;
      }
      next++;
      return true;
    }

    @Override
    public Object element() {
      return steps.get(next - 1).row();
    }

    @Override
    public long watermark() {
      return next == steps.size() ? EventTime.END : steps.get(next).watermark();
    }

    @Override
    public void committed() {}

    @Override
    public byte[] mark() {
      return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
    }

    @Override
    public void markCommitted() {}

    @Override
    public void close() {}
  }
}
