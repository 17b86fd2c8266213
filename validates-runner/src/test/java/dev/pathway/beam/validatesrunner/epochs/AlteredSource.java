// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;

/**
 * A source of which some elements are left out, or stand there more than once. Which half an
 * element is of is said by its encoding, so that it does not matter how the source is split.
 *
 * <p>How they are altered is no field of it: it is to be the same source in each epoch.
 *
 * @param <T> the type of the elements
 */
final class AlteredSource<T> extends BoundedSource<T> {
  private static final long serialVersionUID = 1L;

  private static volatile Alteration alteration = Alteration.NONE;

  private final BoundedSource<T> source;

  AlteredSource(BoundedSource<T> source) {
    this.source = source;
  }

  /** Says how all sources of the process are altered from now on. */
  static void alter(Alteration newAlteration) {
    alteration = newAlteration;
  }

  @Override
  public List<AlteredSource<T>> split(long desiredBundleSizeBytes, PipelineOptions options)
      throws Exception {
    List<AlteredSource<T>> parts = new ArrayList<>();
    for (BoundedSource<T> part : source.split(desiredBundleSizeBytes, options)) {
      parts.add(new AlteredSource<>(part));
    }
    return parts;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) throws Exception {
    return source.getEstimatedSizeBytes(options);
  }

  @Override
  public Coder<T> getOutputCoder() {
    return source.getOutputCoder();
  }

  @Override
  public void validate() {
    source.validate();
  }

  @Override
  public BoundedReader<T> createReader(PipelineOptions options) throws IOException {
    return new Reader<>(this, source.createReader(options));
  }

  private int copies(T element) throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(source.getOutputCoder(), element);
    return alteration.copies((Arrays.hashCode(bytes) & 1) == 0);
  }

  private static final class Reader<T> extends BoundedReader<T> {
    private final AlteredSource<T> source;
    private final BoundedReader<T> reader;
    private int copies;

    Reader(AlteredSource<T> source, BoundedReader<T> reader) {
      this.source = source;
      this.reader = reader;
    }

    @Override
    public boolean start() throws IOException {
      return next(reader.start());
    }

    @Override
    public boolean advance() throws IOException {
      copies--;
      return copies > 0 || next(reader.advance());
    }

    private boolean next(boolean more) throws IOException {
      boolean found = more;
      while (found) {
        copies = source.copies(reader.getCurrent());
        if (copies > 0) {
          return true;
        }
        found = reader.advance();
      }
      return false;
    }

    @Override
    public T getCurrent() {
      return reader.getCurrent();
    }

    @Override
    public Instant getCurrentTimestamp() {
      return reader.getCurrentTimestamp();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }

    @Override
    public BoundedSource<T> getCurrentSource() {
      return source;
    }
  }
}
