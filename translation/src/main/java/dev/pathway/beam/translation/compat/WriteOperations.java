// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.FileBasedSink;
import org.apache.beam.sdk.io.FileBasedSink.OutputFileHints;
import org.apache.beam.sdk.io.FileBasedSink.WritableByteChannelFactory;
import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.FileBasedSink.Writer;
import org.apache.beam.sdk.io.WriteFiles;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.ValueProvider;
import org.apache.beam.sdk.options.ValueProvider.StaticValueProvider;
import org.jspecify.annotations.Nullable;

/**
 * The operation by which the functions of a {@link WriteFiles} open its temporary files, and what
 * else Beam's own functions know of a write.
 */
public final class WriteOperations {
  private static final PrivateField<WriteOperation<?, ?>> OPERATION =
      new PrivateField<>(WriteFiles.class, "writeOperation");

  private static final PrivateField<ValueProvider<ResourceId>> TEMPORARY_FOLDER =
      new PrivateField<>(WriteOperation.class, "baseTempDirectory");
  private static final PrivateField<Object> DESTINATION =
      new PrivateField<>(Writer.class, "destination");
  private static final PrivateField<WritableByteChannelFactory> CHANNELS =
      new PrivateField<>(FileBasedSink.class, "writableByteChannelFactory");
  private static final PrivateField<Boolean> SKIPS_IF_EMPTY =
      new PrivateField<>(WriteFiles.CONCRETE_CLASS, "skipIfEmpty");

  private WriteOperations() {}

  /**
   * Returns the operation of a transform that was applied.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  @SuppressWarnings("unchecked") // the operation was made by the transform's sink
  public static <DestinationT, OutputT> WriteOperation<DestinationT, OutputT> get(
      WriteFiles<?, DestinationT, OutputT> write) {
    WriteOperation<?, ?> operation = OPERATION.get(write);
    if (operation == null) {
      throw new IllegalStateException("'" + write.getName() + "' was not applied");
    }
    return (WriteOperation<DestinationT, OutputT>) operation;
  }

  /**
   * Replaces the operation.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  public static <DestinationT, OutputT> void set(
      WriteFiles<?, DestinationT, OutputT> write, WriteOperation<DestinationT, OutputT> operation) {
    OPERATION.set(write, operation);
  }

  /**
   * Has the files that an operation's writers open be put below a folder.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  public static void setTemporaryFolder(WriteOperation<?, ?> operation, ResourceId folder) {
    TEMPORARY_FOLDER.set(operation, StaticValueProvider.of(folder));
  }

  /** Returns whether the files that an operation's writers open are where the above says. */
  public static boolean hasTemporaryFolder(WriteOperation<?, ?> operation) {
    try {
      return operation.getClass().getMethod("getTempDirectory").getDeclaringClass()
          == WriteOperation.class;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /**
   * Tells a writer, before it is opened, what it writes for.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  public static <DestinationT> void setDestination(
      Writer<DestinationT, ?> writer, @Nullable DestinationT destination) {
    DESTINATION.set(writer, destination);
  }

  /**
   * Returns what a sink gives to its naming.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  public static OutputFileHints hints(FileBasedSink<?, ?, ?> sink) {
    return requireNonNull(CHANNELS.get(sink), "the sink's channels");
  }

  /**
   * Returns whether a write makes no file for an empty collection.
   *
   * @throws IllegalStateException if this version of Beam keeps it elsewhere
   */
  public static boolean skipsIfEmpty(WriteFiles<?, ?, ?> write) {
    return Boolean.TRUE.equals(SKIPS_IF_EMPTY.get(write));
  }
}
