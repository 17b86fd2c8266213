// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.compat;

import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.WriteFiles;

/** The operation by which the functions of a {@link WriteFiles} open its temporary files. */
public final class WriteOperations {
  private static final PrivateField<WriteOperation<?, ?>> OPERATION =
      new PrivateField<>(WriteFiles.class, "writeOperation");

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
}
