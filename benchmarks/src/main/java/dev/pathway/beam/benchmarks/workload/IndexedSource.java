// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * A range of indexes, each turned into an element by a function. Splits into even ranges and does
 * the same work on every runner, unlike {@code GenerateSequence}, which some run as a splittable
 * DoFn.
 */
final class IndexedSource<T> extends BoundedSource<T> {

  private final Elements<T> elements;
  private final Coder<T> coder;
  private final int bytesPerElement;
  private final long from;
  private final long to;

  private IndexedSource(
      Elements<T> elements, Coder<T> coder, int bytesPerElement, long from, long to) {
    this.elements = elements;
    this.coder = coder;
    this.bytesPerElement = bytesPerElement;
    this.from = from;
    this.to = to;
  }

  /** Returns the source of the elements at 0 to {@code size}, exclusive. */
  static <T> IndexedSource<T> of(
      Elements<T> elements, Coder<T> coder, int bytesPerElement, long size) {
    return new IndexedSource<>(elements, coder, bytesPerElement, 0, size);
  }

  @Override
  public List<? extends BoundedSource<T>> split(
      long desiredBundleSizeBytes, PipelineOptions options) {
    long size = to - from;
    long perSplit = Math.max(1, desiredBundleSizeBytes / bytesPerElement);
    long splits = Math.max(1, (size + perSplit - 1) / perSplit);
    List<IndexedSource<T>> result = new ArrayList<>();
    for (long i = 0; i < splits; i++) {
      result.add(
          new IndexedSource<>(
              elements,
              coder,
              bytesPerElement,
              from + Math.multiplyExact(size, i) / splits,
              from + Math.multiplyExact(size, i + 1) / splits));
    }
    return result;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return (to - from) * bytesPerElement;
  }

  @Override
  public BoundedReader<T> createReader(PipelineOptions options) {
    return new RangeReader<>(this);
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  @Override
  public String toString() {
    return "IndexedSource[" + from + ", " + to + ")";
  }

  /** The element at an index; depends on nothing else. */
  @FunctionalInterface
  interface Elements<T> extends Serializable {

    /** Returns the element at the given index. */
    T at(long index);
  }

  private static final class RangeReader<T> extends BoundedReader<T> {

    private final IndexedSource<T> source;
    private long next;
    private @Nullable T current;

    RangeReader(IndexedSource<T> source) {
      this.source = source;
      this.next = source.from;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.to) {
        current = null;
        return false;
      }
      current = source.elements.at(next++);
      return true;
    }

    @Override
    public T getCurrent() {
      if (current == null) {
        throw new NoSuchElementException(source + " has no element at " + next);
      }
      return current;
    }

    @Override
    public BoundedSource<T> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
