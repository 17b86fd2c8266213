// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what has an index, in splits of which each can give away the second half of what it has
 * left.
 */
public abstract class IndexedSource implements SourceSpec {
  private final long size;
  private final int splits;

  /**
   * Creates a source of so many splits, of which some are empty if there is less than that to read.
   */
  protected IndexedSource(long size, int splits) {
    this.size = size;
    this.splits = splits;
  }

  /** Returns the element with an index. */
  protected abstract Object element(long index);

  @Override
  public final List<Split> splits(JobContext context, int workers) {
    List<Split> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new Range(size * i / splits, size * (i + 1) / splits));
    }
    return all;
  }

  private final class Range implements Split {
    private final long from;
    private final long to;

    Range(long from, long to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public SplitReader open(JobContext job) {
      return new Reader(from, to);
    }
  }

  private final class Reader implements SplitReader {
    private long next;
    private long end;

    Reader(long from, long to) {
      next = from;
      end = to;
    }

    @Override
    public boolean advance() {
      return next++ < end;
    }

    @Override
    public Object element() {
      return IndexedSource.this.element(next - 1);
    }

    @Override
    public Optional<Split> giveAway() {
      long left = end - next;
      if (left < 2) {
        return Optional.empty();
      }
      long middle = end - left / 2;
      Split given = new Range(middle, end);
      end = middle;
      return Optional.of(given);
    }

    @Override
    public void close() {}
  }
}
