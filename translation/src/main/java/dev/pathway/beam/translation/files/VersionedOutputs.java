// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.ForwardingStepContext;
import dev.pathway.beam.engine.spi.ForwardingStepFn;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.options.ChangeDetection;
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
final class VersionedOutputs extends ForwardingStepFn {
  private final BitSet files;
  private final ChangeDetection detection;
  private long calledMillis;
  private @Nullable Metadata given;

  VersionedOutputs(StepFn fn, BitSet files, ChangeDetection detection) {
    super(fn);
    this.files = files;
    this.detection = detection;
  }

  @Override
  public void setup(StepContext context) throws Exception {
    super.setup(new Context(context));
  }

  @Override
  public void startBundle() throws Exception {
    calledMillis = System.currentTimeMillis();
    super.startBundle();
  }

  @Override
  public void process(Object element) throws Exception {
    calledMillis = System.currentTimeMillis();
    given = metadata(((WindowedValue<?>) element).getValue());
    super.process(element);
    given = null;
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
    String known =
        given != null && given.resourceId().equals(file.resourceId()) ? given.checksum() : null;
    return known == null
        ? new FileVersion(detection, calledMillis, job.epochNumber()).of(file)
        : known;
  }

  private final class Context extends ForwardingStepContext {
    Context(StepContext context) {
      super(context);
    }

    @Override
    public Receiver output(int index) {
      Receiver receiver = super.output(index);
      return files.get(index) ? element -> receiver.accept(versioned(element, job())) : receiver;
    }
  }
}
