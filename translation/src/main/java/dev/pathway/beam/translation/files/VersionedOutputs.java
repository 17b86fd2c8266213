// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.apache.beam.sdk.io.FileIO.ReadableFile;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Gives the files that a function puts out their versions: that of the file it was given, which
 * Beam's own functions forget, or else that which the file has now.
 */
final class VersionedOutputs implements StepFn {
  private final StepFn fn;
  private final BitSet files;
  private final ChangeDetection detection;
  private long calledMillis;
  private @Nullable String given;

  VersionedOutputs(StepFn fn, BitSet files, ChangeDetection detection) {
    this.fn = fn;
    this.files = files;
    this.detection = detection;
  }

  @Override
  public void setup(StepContext context) throws Exception {
    fn.setup(new Context(context));
  }

  @Override
  public void startBundle() throws Exception {
    calledMillis = System.currentTimeMillis();
    fn.startBundle();
  }

  @Override
  public void process(Object element) throws Exception {
    calledMillis = System.currentTimeMillis();
    Metadata file = metadata(((WindowedValue<?>) element).getValue());
    given = file == null ? null : file.checksum();
    fn.process(element);
    given = null;
  }

  @Override
  public void finishBundle() throws Exception {
    fn.finishBundle();
  }

  @Override
  public void seal(long epoch) throws Exception {
    fn.seal(epoch);
  }

  @Override
  public long hold() {
    return fn.hold();
  }

  @Override
  public long wakeTime() {
    return fn.wakeTime();
  }

  @Override
  public void wake() throws Exception {
    fn.wake();
  }

  @Override
  public void bundleCommitted() throws Exception {
    fn.bundleCommitted();
  }

  @Override
  public void teardown() throws Exception {
    fn.teardown();
  }

  private static @Nullable Metadata metadata(Object value) {
    if (value instanceof Metadata metadata) {
      return metadata;
    }
    return value instanceof ReadableFile file ? file.getMetadata() : null;
  }

  private Object versioned(Object element, JobContext job) {
    WindowedValue<?> row = (WindowedValue<?>) element;
    Object value = row.getValue();
    Metadata file = metadata(value);
    if (file == null || file.checksum() != null || file.resourceId().isDirectory()) {
      return row;
    }
    try {
      Metadata versioned = VersionedMetadataCoder.withChecksum(file, version(file, job));
      return row.withValue(
          value instanceof ReadableFile readable
              ? VersionedMetadataCoder.withMetadata(readable, versioned)
              : versioned);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read '" + file.resourceId() + "' to see whether it has changed: " + e, e);
    }
  }

  private String version(Metadata file, JobContext job) throws IOException {
    return given == null
        ? new FileVersion(detection, calledMillis, job.epochNumber()).of(file)
        : given;
  }

  private final class Context implements StepContext {
    private final StepContext context;

    Context(StepContext context) {
      this.context = context;
    }

    @Override
    public Receiver output(int index) {
      Receiver receiver = context.output(index);
      return files.get(index)
          ? element -> receiver.accept(versioned(element, context.job()))
          : receiver;
    }

    @Override
    public View view(int index) {
      return context.view(index);
    }

    @Override
    public int diff() {
      return context.diff();
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
