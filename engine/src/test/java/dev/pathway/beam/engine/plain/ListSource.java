package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a list, in splits of which each can give away the second half of what it has left. */
public final class ListSource implements SourceSpec {
  private final ArrayList<Row> rows;
  private final int splits;

  /** Creates a source of the rows in so many splits, of which some are empty if there are fewer rows. */
  public ListSource(List<Row> rows, int splits) {
    this.rows = new ArrayList<>(rows);
    this.splits = splits;
  }

  @Override
  public List<Split> splits(int workers) {
    List<Split> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new Range(rows.size() * i / splits, rows.size() * (i + 1) / splits));
    }
    return all;
  }

  private final class Range implements Split {
    private final int from;
    private final int to;

    Range(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public SplitReader open(JobContext job) {
      return new Reader(from, to);
    }
  }

  private final class Reader implements SplitReader {
    private int next;
    private int end;

    Reader(int from, int to) {
      next = from;
      end = to;
    }

    @Override
    public boolean advance() {
      return next++ < end;
    }

    @Override
    public Object element() {
      return rows.get(next - 1);
    }

    @Override
    public Optional<Split> giveAway() {
      int left = end - next;
      if (left < 2) {
        return Optional.empty();
      }
      int middle = end - left / 2;
      Split given = new Range(middle, end);
      end = middle;
      return Optional.of(given);
    }

    @Override
    public void close() {}
  }
}
