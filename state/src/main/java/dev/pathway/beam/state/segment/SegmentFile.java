// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of a segment, read at any offset by any number of threads.
 *
 * <p>A channel closes when a thread is interrupted while it reads. The interrupted thread gets the
 * exception; for the others the file is opened again.
 */
final class SegmentFile implements Closeable {
  private final Path path;
  private volatile FileChannel channel;
  private volatile boolean closed;

  SegmentFile(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  Path path() {
    return path;
  }

  long length() throws IOException {
    return channel.size();
  }

  /**
   * Fills the array from the file.
   *
   * @throws ClosedByInterruptException if this thread was interrupted; its interrupt flag is set
   * @throws EOFException if the file is too short
   * @throws IOException if the file is closed or cannot be read
   */
  void read(byte[] target, long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target);
    while (buffer.hasRemaining()) {
      FileChannel current = channel;
      try {
        if (current.read(buffer, offset + buffer.position()) < 0) {
          throw new EOFException(
              "Segment " + path + " ends before byte " + (offset + target.length));
        }
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (ClosedChannelException e) {
        reopen(current);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }

  /** Closes the file and deletes it, if that has not been done yet. */
  synchronized void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  private synchronized void reopen(FileChannel stale) throws IOException {
    if (closed) {
      throw new IOException("Segment " + path + " has been closed");
    }
    if (channel == stale) {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }
  }
}
