// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.IOException;
import java.util.Collection;
import org.apache.beam.sdk.io.FileBasedSink.WriteOperation;
import org.apache.beam.sdk.io.FileBasedSink.Writer;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * A write operation that does what another one does, and tells of every writer that it hands out.
 */
final class TrackedWriteOperation<DestinationT, OutputT>
    extends WriteOperation<DestinationT, OutputT> {
  private static final long serialVersionUID = 1L;

  private final WriteOperation<DestinationT, OutputT> own;
  private final String writeId;

  /**
   * Creates the operation.
   *
   * @param own what the sink made
   * @param windowed whether there are files for each window
   * @param writeId the write that its files belong to
   */
  TrackedWriteOperation(
      WriteOperation<DestinationT, OutputT> own, boolean windowed, String writeId) {
    super(own.getSink());
    this.own = own;
    this.writeId = writeId;
    if (windowed) {
      super.setWindowedWrites();
    }
  }

  /** Returns what the sink made. */
  WriteOperation<DestinationT, OutputT> own() {
    return own;
  }

  @Override
  public Writer<DestinationT, OutputT> createWriter() throws Exception {
    Writer<DestinationT, OutputT> writer = own.createWriter();
    TemporaryFiles.add(writeId, writer);
    return writer;
  }

  @Override
  public ResourceId getTempDirectory() {
    return own.getTempDirectory();
  }

  @Override
  public void setWindowedWrites() {
    super.setWindowedWrites();
    own.setWindowedWrites();
  }

  @Override
  public void removeTemporaryFiles(Collection<ResourceId> filenames) throws IOException {
    own.removeTemporaryFiles(filenames);
  }
}
